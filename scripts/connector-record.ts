import { Readable } from 'node:stream';
import type { Egress } from '../platform/egress/egress.ts';
import type { EgressAnswer } from '../platform/egress/answer.ts';
import { spellingsOf, withTexts } from '../connectors/wire/conceal.ts';
import { redact } from '../platform/redact.ts';
import type { Exchange } from './connector-exchange.ts';
import type { TrialConnection } from './connector-trial.ts';

/** Of the headers, those that change how a request or an answer is read, and never let anybody in. */
const keptOfRequest = ['content-type'];
const keptOfAnswer = ['content-type', 'link', 'retry-after'];

/** A way out that notes what passes. What it notes holds none of the connection's secrets. */
export const recording = (
  egress: Egress,
  { connection, realBase }: { readonly connection: TrialConnection; readonly realBase: string },
): { readonly egress: Egress; readonly exchanges: Exchange[] } => {
  const exchanges: Exchange[] = [];
  const masked = maskOf(connection, realBase);
  return {
    exchanges,
    egress: {
      ...egress,
      request: async (request) => {
        const answer = await egress.request(request);
        const bytes = await answer.bytes();
        const headers = flat(request.headers);
        const sent = request.body instanceof Readable ? '' : Buffer.from(request.body ?? '').toString('utf8');
        exchanges.push({
          request: {
            method: request.method ?? 'GET',
            url: masked(String(request.url)),
            headers: maskEach(pick(headers, keptOfRequest), masked),
            ...content(sent, (value) => withTexts(value, masked)),
          },
          answer: {
            status: answer.status,
            headers: maskEach(pick(flat(answer.headers), keptOfAnswer), masked),
            ...content(bytes.toString('utf8'), (value) => withTexts(redact(value), masked)),
          },
        });
        return again(answer, bytes);
      },
    },
  };
};

/** What the values of the connection are replaced with, there and wherever the other side repeats them. */
export const maskedValues = ({ values }: TrialConnection): Record<string, Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).map(([scheme, fields]) => [
      scheme,
      Object.fromEntries(Object.keys(fields).map((field) => [field, `test-${field}`])),
    ]),
  );

/** No secrets; and where the API was called at another address than its own, its own. */
export const maskOf = (
  { values, serverUrl }: TrialConnection,
  realBase: string,
): ((text: string) => string) => {
  const secrets = Object.values(values)
    .flatMap((fields) => [...Object.entries(fields), ...pairIn(fields)])
    .filter(([, value]) => value !== '')
    .flatMap(([field, value]) => spellingsOf(value).map((text) => [text, `test-${field}`] as const))
    // One may hold another: what would be left of the longer one is still half a secret.
    .sort(([one], [other]) => other.length - one.length);
  const moved = serverUrl === null ? [] : [[serverUrl.replace(/\/+$/, ''), realBase] as const];
  return (text) => [...secrets, ...moved].reduce((before, [from, to]) => before.replaceAll(from, to), text);
};

/** As basic authentication sends them: neither of both is found in that. */
const pairIn = ({ username, password }: Readonly<Record<string, string>>): [string, string][] =>
  username === undefined || password === undefined ? [] : [['basic', `${username}:${password}`]];

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const flat = (headers: Headers | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')] as const],
    ),
  );

/** The address of a next page holds the key where the request did. */
const maskEach = (
  headers: Record<string, string>,
  masked: (text: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, masked(value)]));

const pick = (headers: Record<string, string>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));

/** As a value where it is one: a secret may stand in a text that is JSON again. */
const content = (text: string, shown: (value: unknown) => unknown): { json?: unknown; text?: string } => {
  if (text === '') return {};
  try {
    return { json: shown(JSON.parse(text)) };
  } catch {
    return { text: String(shown(text)) };
  }
};

const again = (answer: EgressAnswer, bytes: Buffer): EgressAnswer => ({
  ...{ status: answer.status, headers: answer.headers, url: answer.url },
  bytes: async () => bytes,
  text: async () => bytes.toString('utf8'),
  json: async () => JSON.parse(bytes.toString('utf8')) as unknown,
  stream: () => Readable.from([bytes]),
  discard: () => undefined,
});
