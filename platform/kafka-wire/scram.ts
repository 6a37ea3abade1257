import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { HubError } from '../../core/errors.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** A server that asks for more work than this wants to keep the hub busy. */
const mostRounds = 200_000;
const derive = promisify(pbkdf2);

/** SCRAM (RFC 5802): the password is proved, never sent, and the server has to know it as well. */
export const scram = async (
  digest: 'sha256' | 'sha512',
  { username, password }: Account,
  say: (message: string) => Promise<string>,
): Promise<void> => {
  const nonce = randomBytes(18).toString('base64');
  const name = username.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const first = `n=${name},r=${nonce}`;
  const challenge = await say(`n,,${first}`);
  const { r: joint = '', s: salt = '', i: rounds = '' } = partsOf(challenge);
  const count = Number(rounds);
  if (!joint.startsWith(nonce) || salt === '' || !(count >= 1 && count <= mostRounds))
    throw unusable('its challenge is none of SCRAM');
  const hmac = (key: Buffer, text: string): Buffer => createHmac(digest, key).update(text).digest();
  const length = digest === 'sha256' ? 32 : 64;
  const salted = await derive(
    password.normalize('NFKC'),
    Buffer.from(salt, 'base64'),
    ...([count, length, digest] as const),
  );
  const clientKey = hmac(salted, 'Client Key');
  const last = `c=biws,r=${joint}`;
  const all = `${first},${challenge},${last}`;
  const signature = hmac(createHash(digest).update(clientKey).digest(), all);
  const proof = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0)));
  const { v: verifier = '' } = partsOf(await say(`${last},p=${proof.toString('base64')}`));
  const own = hmac(hmac(salted, 'Server Key'), all);
  const theirs = Buffer.from(verifier, 'base64');
  if (theirs.length !== own.length || !timingSafeEqual(theirs, own))
    throw unusable('it does not know the password itself');
};

const partsOf = (message: string): Readonly<Record<string, string>> =>
  Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]));

const unusable = (reason: string): HubError =>
  new HubError('upstream_failed', `The Kafka broker cannot be signed in to: ${reason}.`, {
    details: { status: 401 },
  });
