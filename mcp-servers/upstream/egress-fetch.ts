import type { Readable } from 'node:stream';
import { HubError, isHubError } from '../../core/errors.ts';
import type { SignedHeaders } from '../../core/ports.ts';
import type { EgressAnswer } from '../../platform/egress/answer.ts';
import type { Egress, EgressRequest } from '../../platform/egress/egress.ts';
import type { WebFetch } from '../sdk/client.ts';
import type { CallLine, CallScopes } from './call-scope.ts';
import { asEvents, asOneJson } from './several-messages.ts';
import { challengeIn, needsMore, needsSignIn } from './challenge.ts';

export interface FetchDeps {
  readonly egress: Pick<Egress, 'request'>;
  readonly scopes: CallScopes;
  /** Undefined where the server is called as nobody. */
  readonly sign: ((request: ToSign) => Promise<SignedHeaders>) | undefined;
  /** Told of rights that the server asked for. */
  needsScopes(scopes: readonly string[]): Promise<void>;
}

export interface ToSign {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const mb = 1024 * 1024;
/** Of one answer, and of one message on a stream that has no end. */
const mostBytes = 32 * mb;
const mostOfMessage = 8 * mb;
/** Longer than the longest call: people are asked in the middle of some. */
const longestMs = 20 * 60_000;
const streamHeadersMs = 60_000;

/**
 * The hub's one way out, as the client knows it. Every request goes to checked addresses and is signed anew, by the
 * connection: nothing that a caller of the hub has sent is among its headers. A redirect is an answer.
 */
export const egressFetch =
  (deps: FetchDeps): WebFetch =>
  async (url, init) => {
    const request = requestOf(deps.scopes, String(url), init);
    // What the answer to a call may come on: its request, and the streams that take it up again.
    const line = isPartOfCall(init) ? deps.scopes.getStore()?.line : undefined;
    line?.begun();
    try {
      return await exchange(deps, { url: String(url), request, line });
    } catch (error) {
      line?.ended(false, error);
      throw error;
    }
  };

interface Exchanged {
  readonly url: string;
  readonly request: Outgoing;
  readonly line: CallLine | undefined;
}

const exchange = async (deps: FetchDeps, { url, request, line }: Exchanged): Promise<Response> => {
  const signed = await deps.sign?.({ method: request.method, url, headers: request.headers });
  let answer = await deps.egress.request({ ...request, headers: signed?.headers ?? request.headers });
  if (answer.status === 401) {
    const again = (await signed?.afterRefusal(challengesOf(answer))) ?? null;
    if (again !== null) {
      answer.discard();
      answer = await deps.egress.request({ ...request, headers: again });
    }
  }
  const { origin } = new URL(url);
  if (answer.status === 401) {
    answer.discard();
    throw needsSignIn(origin, challengesOf(answer));
  }
  if (answer.status === 403) {
    const { error, scopes } = challengeIn(challengesOf(answer));
    if (error === 'insufficient_scope') {
      answer.discard();
      if (scopes.length > 0) await deps.needsScopes(scopes);
      throw needsMore(origin, scopes);
    }
  }
  return asResponse(answer, request, line);
};

type Outgoing = EgressRequest & {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly standing: boolean;
};

const requestOf = (scopes: CallScopes, url: string, init: RequestInit | undefined): Outgoing => {
  const { method = 'GET', body } = init ?? {};
  const headers = Object.fromEntries(new Headers(init?.headers));
  const standing = method === 'GET' || headers['mcp-method'] === 'subscriptions/listen';
  const signal = signalOf(scopes, init);
  if (body !== undefined && body !== null && typeof body !== 'string')
    throw new HubError('internal', 'An MCP server was to be sent something other than a message.');
  return {
    ...{ method, url, headers, standing },
    ...(signal === undefined ? {} : { signal }),
    ...(typeof body === 'string' ? { body } : {}),
    limits: {
      redirects: 0,
      maxBytes: standing ? Infinity : mostBytes,
      headersMs: standing ? streamHeadersMs : longestMs,
      idleMs: Infinity,
      totalMs: standing ? Infinity : method === 'DELETE' ? 5_000 : longestMs,
    },
  };
};

/**
 * When nobody waits for a call any more, its request ends with it, however long the server would go on. Not so what is
 * only said, such as that it was cancelled.
 */
const signalOf = (scopes: CallScopes, init: RequestInit | undefined): AbortSignal | undefined => {
  const given = init?.signal ?? undefined;
  const scope = scopes.getStore();
  if (scope === undefined || !isPartOfCall(init)) return given;
  return given === undefined ? scope.over : AbortSignal.any([given, scope.over]);
};

const isPartOfCall = (init: RequestInit | undefined): boolean =>
  (init?.method ?? 'GET') === 'GET' ||
  (typeof init?.body === 'string' &&
    init.body.startsWith('{"method":"') &&
    !init.body.startsWith('{"method":"notifications/'));

const challengesOf = ({ headers }: EgressAnswer): readonly string[] => {
  const given = headers['www-authenticate'];
  return given === undefined ? [] : typeof given === 'string' ? [given] : given;
};

const asResponse = async (
  answer: EgressAnswer,
  { method, standing }: Outgoing,
  line: CallLine | undefined,
): Promise<Response> => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) headers.append(name, one);
  const { status } = answer;
  if (hasNoBody(status) || method === 'HEAD') {
    answer.discard();
    return new Response(null, { status, headers });
  }
  if (/^text\/event-stream/i.test(headers.get('content-type') ?? ''))
    return new Response(ReadableStream.from(inMessages(answer.stream(), line)), { status, headers });
  const isJson = /^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '');
  if (standing && method === 'POST' && isJson && headers.get('content-length') === null) {
    headers.set('content-type', 'text/event-stream');
    return new Response(ReadableStream.from(asEvents(answer.stream(), mostOfMessage)), { status, headers });
  }
  if (method === 'GET') line?.ended(false);
  // Whoever opens a stream and gets something else does not read it to its end.
  if (method === 'GET' && headers.get('content-length') === null) {
    answer.discard();
    return new Response(null, { status, headers });
  }
  const bytes = await answer.bytes();
  return new Response(new Uint8Array(isJson ? asOneJson(bytes) : bytes), { status, headers });
};

const hasNoBody = (status: number): boolean =>
  status === 204 || status === 205 || (status >= 300 && status < 400);

const endsOfMessage = ['\n\n', '\r\n\r\n', '\r\r'];
/** But for its last sign. */
const longestEnd = 3;

/** A message that has no end would be held in memory until it has one. */
const inMessages = async function* (
  stream: Readable,
  line: CallLine | undefined,
): AsyncGenerator<Uint8Array> {
  let held = 0;
  let before: Buffer = Buffer.alloc(0);
  let resumable = false;
  let cause: unknown;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      // The end of a message may come in two pieces.
      const seen = Buffer.concat([before, chunk]);
      before = seen.subarray(-longestEnd);
      const end = Math.max(...endsOfMessage.map((each) => seen.lastIndexOf(each)));
      held = end < 0 ? held + chunk.length : seen.length - end;
      resumable ||= line !== undefined && /^id: ?\S/m.test(seen.toString('latin1'));
      if (held > mostOfMessage)
        throw new HubError(
          'egress_too_large',
          `The MCP server sent a message of more than ${mostOfMessage} bytes. It was cut off.`,
        );
      yield chunk;
    }
  } catch (error) {
    cause = error;
    throw error;
  } finally {
    line?.ended(resumable && !isHubError(cause, 'egress_too_large'), cause);
  }
};
