import { HubError } from '../../core/errors.ts';
import type { KafkaConnection } from './frames.ts';
import { askMechanism, askToAuthenticate } from './requests.ts';
import { scram, type Account } from './scram.ts';

/** Who the hub is to a broker that asks by SASL. Of the mechanisms the first is taken that the broker offers. */
export type KafkaCredentials =
  | { readonly kind: 'account'; readonly account: Account; readonly mechanisms: readonly Mechanism[] }
  | { readonly kind: 'token'; readonly token: string };

export type Mechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** The best first. */
export const proving = ['SCRAM-SHA-512', 'SCRAM-SHA-256'] as const;
const notOffered = 33;

/** Null: signed in. Else what the broker offers instead, on another connection: it closes this one. */
export const signIn = async (
  connection: KafkaConnection,
  credentials: KafkaCredentials,
  offered: readonly string[] | null,
): Promise<readonly string[] | null> => {
  const mechanism = mechanismFor(credentials, offered);
  if (mechanism === null) throw noneFits(connection, credentials, offered ?? []);
  const shaken = await askMechanism(connection, mechanism);
  if (shaken.error === notOffered && offered === null) return shaken.offered;
  if (shaken.error !== 0) throw noneFits(connection, credentials, shaken.offered);
  const say = async (message: string): Promise<string> => {
    const { error, reason, answer } = await askToAuthenticate(connection, Buffer.from(message, 'utf8'));
    // The reason is the broker's own text: it may repeat what it was told.
    if (error !== 0) throw refused(connection, reason === null ? `error ${error}` : 'it does not know them');
    return answer.toString('utf8');
  };
  if (credentials.kind === 'token') await withToken(connection, credentials.token, say);
  else if (mechanism === 'PLAIN') {
    const { username, password } = credentials.account;
    await say(`\0${username}\0${password}`);
  } else {
    await scram(mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512', credentials.account, say);
  }
  return null;
};

const mechanismFor = (credentials: KafkaCredentials, offered: readonly string[] | null): string | null => {
  const able: readonly string[] = credentials.kind === 'token' ? ['OAUTHBEARER'] : credentials.mechanisms;
  return able.find((one) => offered === null || offered.includes(one)) ?? null;
};

const withToken = async (
  connection: KafkaConnection,
  token: string,
  say: (message: string) => Promise<string>,
): Promise<void> => {
  // An answer that is not empty tells what is wrong with the token; the broker then waits to be told that this was read.
  const told = await say(`n,,\x01auth=Bearer ${token}\x01\x01`);
  if (told !== '') throw refused(connection, 'it does not take the token');
};

const refused = ({ broker }: KafkaConnection, reason: string): HubError =>
  new HubError('upstream_failed', `The Kafka broker ${broker} refuses the credentials: ${reason}.`, {
    details: { status: 401 },
  });

const noneFits = (
  { broker }: KafkaConnection,
  { kind }: KafkaCredentials,
  offered: readonly string[],
): HubError =>
  new HubError(
    'upstream_failed',
    `The Kafka broker ${broker} offers ${offered.slice(0, 10).join(', ') || 'no way to sign in'}, none of which goes with ${kind === 'token' ? 'a token' : 'this account'}.`,
    { details: { status: 401 } },
  );
