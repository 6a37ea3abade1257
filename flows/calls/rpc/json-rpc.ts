import { readMediaType } from '../../../core/media-type.ts';
import { redact } from '../../../platform/redact.ts';
import { taskFault } from '../../engine/fault.ts';
import { isFields, type Fields } from '../given.ts';
import { contentOf, headerOf, readJson } from '../http/content.ts';
import { asFault, statusFault } from '../http/fault.ts';
import { addressShown } from '../http/shown.ts';
import type { Answered } from '../http/send.ts';
import { serverEvents } from './server-events.ts';

/** JSON-RPC 2.0 over HTTP, as MCP and A2A speak it: an answer is one message, or a stream of them. */

export interface RpcRequest {
  /** None: a notification, which nobody answers. */
  readonly id?: number;
  readonly method: string;
  readonly params?: unknown;
}

export const rpcText = (request: RpcRequest): string => JSON.stringify({ jsonrpc: '2.0', ...request });

/** Every message of an answer. Ends the answer when its reader has enough. */
export async function* messagesOf(answered: Answered, url: string): AsyncGenerator<Fields> {
  const { answer, secrets } = answered;
  try {
    const { status, headers } = answer;
    const type = readMediaType(headerOf(answer, 'content-type')).type;
    if (status < 200 || status > 299 || type !== 'text/event-stream') {
      const received = { status, headers, bytes: await answer.bytes() };
      const content = contentOf(received);
      const value = content.kind === 'value' ? content.value : undefined;
      // Some send their errors with a status of HTTP, and they say more than it.
      if ((status < 200 || status > 299) && !isError(value))
        throw statusFault({ method: 'POST', url, received, secrets, kind: 'runtime' });
      yield* listed(value, url);
      return;
    }
    const stream = answer.stream();
    try {
      for await (const text of serverEvents(stream)) {
        if (text.trim() === '') continue;
        const content = readJson(text);
        yield* listed(content.kind === 'value' ? content.value : undefined, url);
      }
    } finally {
      // Its end may be an error that nobody listens to any more.
      stream.on('error', () => undefined).destroy();
    }
  } catch (error) {
    throw asFault(error);
  }
}

function* listed(value: unknown, url: string): Generator<Fields> {
  for (const message of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    if (!isFields(message))
      throw taskFault('runtime', `${addressShown(url)} answered with something that is no JSON-RPC message.`);
    yield message;
  }
}

const isError = (value: unknown): boolean => isFields(value) && isFields(value['error']);

const mostDetail = 2_000;

/** The result of a message that answers a request; an error is the failure of the task. */
export const resultOf = (message: Fields, method: string): unknown => {
  const { error } = message;
  if (error === undefined || error === null) return message['result'] ?? null;
  const told = isFields(error) ? error : { message: JSON.stringify(error) };
  const said = typeof told['message'] === 'string' ? told['message'].slice(0, 300) : 'no reason';
  const shown = redact({ message: said, data: told['data'] });
  const small = JSON.stringify(shown).length <= mostDetail ? shown : { message: said };
  throw taskFault('runtime', `"${method}" was refused: ${said}`, {
    error: { code: told['code'], ...(small as object) },
  });
};

/** The result of the one message that answers request `id`. */
export const answerTo = async (
  messages: AsyncIterable<Fields>,
  { id, method }: RpcRequest,
  url: string,
): Promise<unknown> => {
  for await (const message of messages) {
    if (message['method'] !== undefined) continue;
    // An error about a request that could not even be read names none.
    if (message['id'] === id || (message['id'] == null && isError(message))) return resultOf(message, method);
  }
  throw taskFault('runtime', `${addressShown(url)} ended its answer to "${method}" without a result.`);
};
