/**
 * Words that guessing begins with, without digits and signs around them. Short passwords never pass, so this holds
 * what people stretch to twelve characters: `password2024`, `Welcome-1234`.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `
  access accesscode account admin adminadmin administrator adminpassword anything appconnect azerty baseball basketball
  batman bitteeinlass bitteeintreten callcenter callcentre changeit changeme changemenow changemeplease charlie chocolate
  company companyname computer connect contactcenter correcthorse correcthorsebatterystaple danger default defaultpassword
  demo developer donald dragon einloggen example fallback firstname football freedom geheim geheimnis guest hallo hallohallo
  hallowelt hello hellohello helloworld hub iloveyou iloveyouforever internet justforfun kennwort keycloak killer lastname
  letmein letmeinnow letmeinplease livekit login loginlogin logmein lovely manager master masterkey michael monkey monster
  mustang mynewpassword mypass mypassword mypasswordis mysecret mysecretpassword nevermind newpassword nopassword nothing
  oldpassword operator owner ownerowner pass passcode passpass passphrase passport passwd passwort passwordis
  passwordpassword password passworld personal pleaseletmein postgres princess private qazwsx qazwsxedc qwertz qwertzuiop
  qwerty qwertyqwerty qwertyui qwertyuiop root rootroot schalke schatz secret secretpassword secretsecret secure security
  server service shadow sommer spring starwars strongpassword summer sunshine superman supersecret supersecretpassword
  superuser support system temporary temppassword test testaccount testing testpassword testtest testuser thisisapassword
  thisismypassword topsecret trustno trustnoone user username verysecret viewer welcome welcomeback welcometothehub
  whatever willkommen winter yourpassword zaqwsx
  `
    .trim()
    .split(/\s+/),
);

export const keyboardRows: readonly string[] = [
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '0123456789',
];
