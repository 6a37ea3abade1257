import { Readable } from 'node:stream';
import type { Egress } from '../platform/egress/egress.ts';
import type { EgressAnswer } from '../platform/egress/answer.ts';
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
      close: egress.close,
      request: async (request) => {
        const answer = await egress.request(request);
        const bytes = await answer.bytes();
        const headers = flat(request.headers);
        const sent = request.body instanceof Readable ? '' : Buffer.from(request.body ?? '').toString('utf8');
        exchanges.push({
          request: {
            method: request.method ?? 'GET',
            url: masked(String(request.url)),
            headers: pick(headers, keptOfRequest),
            ...content(masked(sent), (value) => value),
          },
          answer: {
            status: answer.status,
            headers: pick(flat(answer.headers), keptOfAnswer),
            ...content(masked(bytes.toString('utf8')), redact),
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
  const secrets = Object.values(values).flatMap((fields) =>
    Object.entries(fields).flatMap(([field, value]) =>
      [value, encodeURIComponent(value)].map((text) => [text, `test-${field}`] as const),
    ),
  );
  const moved = serverUrl === null ? [] : [[serverUrl.replace(/\/+$/, ''), realBase] as const];
  return (text) => [...secrets, ...moved].reduce((before, [from, to]) => before.replaceAll(from, to), text);
};

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const flat = (headers: Headers | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [[name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')] as const],
    ),
  );

const pick = (headers: Record<string, string>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));

const content = (text: string, shown: (value: unknown) => unknown): { json?: unknown; text?: string } => {
  if (text === '') return {};
  try {
    return { json: shown(JSON.parse(text)) };
  } catch {
    return { text };
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
