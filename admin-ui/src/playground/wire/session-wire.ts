import { answerOf, type Post } from './post.ts';
import {
  capabilities,
  clientInfo,
  questionIn,
  type During,
  type Fields,
  type Wire,
  type WireAnswer,
} from './wire.ts';

const era = '2025-11-25';
const methodNotFound = { code: -32601, message: 'Method not found' };
/** As the protocol's own documents have it. */
const rejected = { code: -1, message: 'User rejected the sampling request' };

/** First a session is begun; a question comes on the stream of the call that it belongs to, and is answered beside it. */
export const openSessionWire = (post: Post): Wire => {
  let count = 0;
  let session: string | null = null;
  const asked = new Map<unknown, AbortController>();

  const inSession = (): Readonly<Record<string, string>> => ({
    'MCP-Protocol-Version': era,
    ...(session !== null && { 'Mcp-Session-Id': session }),
  });
  const tell = (body: Fields): Promise<unknown> =>
    post({ body: { jsonrpc: '2.0', ...body }, headers: inSession() });

  const begin = async ({ signal }: During): Promise<WireAnswer> => {
    session = null;
    const params = { protocolVersion: era, capabilities, clientInfo };
    const body = { jsonrpc: '2.0', id: 'initialize', method: 'initialize', params };
    const exchange = await post({ body, headers: {}, signal });
    const begun = answerOf(exchange);
    session = exchange.headers['mcp-session-id'] ?? null;
    if (begun.result !== undefined) await tell({ method: 'notifications/initialized' });
    return begun;
  };

  const answer = async (message: Fields, { signal, ask }: During): Promise<void> => {
    const { id, method } = message;
    if (method === 'ping') return void (await tell({ id, result: {} }));
    const question = questionIn(message);
    if (question === undefined || ask === undefined) return void (await tell({ id, error: methodNotFound }));
    const withdrawn = new AbortController();
    asked.set(id, withdrawn);
    try {
      const said = await ask(question, AbortSignal.any([signal, withdrawn.signal]));
      await tell(said === null ? { id, error: rejected } : { id, result: said });
    } catch (error) {
      // Nobody waits for the answer any more.
      if (!signal.aborted && !withdrawn.signal.aborted) throw error;
    } finally {
      asked.delete(id);
    }
  };

  const hear = (message: Fields, during: During): void => {
    const { id, method, params } = message;
    if (method === undefined) return;
    if (id !== undefined) return void answer(message, during);
    if (method === 'notifications/cancelled') asked.get((params as Fields)['requestId'])?.abort();
    during.heard?.(message);
  };

  const ask = async (method: string, params: Fields, during: During): Promise<WireAnswer> => {
    count += 1;
    const id = count;
    // To leave says nothing here: the call would go on.
    const cancel = (): void =>
      void tell({
        method: 'notifications/cancelled',
        params: { requestId: id, reason: 'The person at the playground gave it up.' },
      });
    during.signal.addEventListener('abort', cancel, { once: true });
    try {
      const meta = during.heard === undefined ? {} : { _meta: { progressToken: id } };
      return answerOf(
        await post({
          body: { jsonrpc: '2.0', id, method, params: { ...params, ...meta } },
          headers: inSession(),
          signal: during.signal,
          heard: (message) => hear(message, during),
        }),
      );
    } finally {
      during.signal.removeEventListener('abort', cancel);
    }
  };

  return {
    call: async (method, params, during) => {
      if (session === null) {
        const begun = await begin(during);
        if (begun.result === undefined || session === null) return begun;
      }
      const answered = await ask(method, params, during);
      // The session is over: a new one begins, as any client does it.
      if (answered.exchange.status !== 404) return answered;
      const begun = await begin(during);
      return begun.result === undefined ? begun : ask(method, params, during);
    },
    close: async () => {
      if (session === null) return;
      const headers = inSession();
      session = null;
      await post({ method: 'DELETE', body: null, headers });
    },
  };
};
