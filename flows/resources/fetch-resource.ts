import { STATUS_CODES } from 'node:http';
import { isHubError } from '../../core/errors.ts';
import type { Held, Wanted } from '../document/elsewhere.ts';
import type { FunctionCall } from '../calls/function-call.ts';
import type { Sender } from '../calls/http/send.ts';
import { headerOf } from '../calls/http/content.ts';
import type { Secrets } from '../secrets.ts';

export interface FetchDeps {
  readonly sender: Sender;
  readonly secrets: Secrets;
}

export interface Fetching {
  readonly spaceId: string;
  readonly totalMs: number;
  readonly signal: AbortSignal;
}

/** What people write has a hundredth of it. */
const mostBytes = 512 * 1024;
const accept = 'application/yaml, application/json, text/plain;q=0.9, */*;q=0.5';

/** The text at an address, or why it cannot be had and what to do. Never throws. */
export const fetchResource = async (deps: FetchDeps, wanted: Wanted, fetching: Fetching): Promise<Held> => {
  try {
    return await fetchText(deps, wanted, fetching);
  } catch (error) {
    if (!isHubError(error)) throw error;
    if (error.code === 'cancelled')
      return wrong(wanted, 'it did not answer in time. Try again, or write what stands there into the flow');
    return { problem: `${wanted.address} was not read: ${error.message}` };
  }
};

const wrong = ({ address }: Wanted, what: string): Held => ({ problem: `${address} was not read: ${what}.` });

const fetchText = async (
  { sender, secrets }: FetchDeps,
  wanted: Wanted,
  { spaceId, totalMs, signal }: Fetching,
): Promise<Held> => {
  const { address, authentication } = wanted;
  const call: FunctionCall = {
    ...{ spaceId, signal, function: 'http', with: {}, input: null, idempotencyKey: address },
    secrets: await secrets.values(spaceId, secretsIn(authentication)),
  };
  const { answer } = await sender.ask(
    { method: 'GET', url: address, headers: { accept } },
    {
      call,
      authentication,
      redirect: true,
      limits: { maxBytes: mostBytes, redirects: 3, totalMs, headersMs: totalMs, idleMs: totalMs },
    },
  );
  if (answer.status < 200 || answer.status > 299) {
    answer.discard();
    const said = `it answers ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim();
    return wrong(wanted, `${said}. ${advice(answer.status, authentication !== null)}`);
  }
  const bytes = await answer.bytes();
  const received = { status: answer.status, headers: answer.headers, bytes };
  if (/^text\/html\b/i.test(headerOf(received, 'content-type') ?? ''))
    return wrong(wanted, 'a page for people stands there. Name the address of the file itself');
  const text = textOf(bytes);
  return text === undefined ? wrong(wanted, 'what stands there is no text in UTF-8') : { text };
};

const advice = (status: number, authenticated: boolean): string => {
  if (status === 401 || status === 403)
    return authenticated
      ? 'Look whether the credentials of its "authentication" are right'
      : 'It wants to know who asks: write its address as "endpoint", with "authentication" in it';
  if (status === 404 || status === 410) return 'Look whether the address, with name and version, is right';
  return status >= 500 || status === 429 ? 'Try again later' : 'Look whether the address is right';
};

/** No column takes a NUL. */
const textOf = (bytes: Buffer): string | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? undefined : text;
  } catch {
    return undefined;
  }
};

/** A policy names its secret itself: expressions in it were refused. */
const secretsIn = (policy: unknown): string[] =>
  typeof policy !== 'object' || policy === null
    ? []
    : Object.values(policy).flatMap((scheme: unknown) => {
        const name = (scheme as { readonly use?: unknown } | null)?.use;
        return typeof name === 'string' ? [name] : [];
      });
