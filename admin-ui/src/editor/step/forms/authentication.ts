import type { Schema } from '../../../schema-form/settle.ts';
import { either, fixedText, listOf, object, text, type FormWords } from './words.ts';

/** How a request proves who it is from: written out, or one of those that the flow declares. */
export const authentication = (words: FormWords): Schema => {
  const { said, t } = words;
  const account = object(
    { username: said('auth.username', text), password: said('auth.password', text) },
    'username',
    'password',
  );
  const token = object({ token: said('auth.token', text) }, 'token');
  const grants = ['client_credentials', 'password', 'refresh_token', 'authorization_code'];
  const oauth = object(
    {
      authority: said('auth.authority', text),
      grant: said('auth.grant', { enum: grants, 'x-literal': true }),
      client: said(
        'auth.client',
        object({ id: said('auth.clientId', text), secret: said('auth.clientSecret', text) }),
      ),
      scopes: said('auth.scopes', listOf(text)),
    },
    'authority',
    'grant',
  );
  const one = (kind: string, schema: Schema): Schema => object({ [kind]: schema }, kind);
  return said(
    'auth',
    either(
      [t('editor.step.auth.use'), object({ use: said('auth.use', fixedText) }, 'use')],
      [t('editor.step.auth.basic'), one('basic', said('auth.account', account))],
      [t('editor.step.auth.bearer'), one('bearer', said('auth.account', token))],
      [t('editor.step.auth.digest'), one('digest', said('auth.account', account))],
      [t('editor.step.auth.oauth2'), one('oauth2', said('auth.account', oauth))],
      [t('editor.step.auth.oidc'), one('oidc', said('auth.account', oauth))],
    ),
  );
};
