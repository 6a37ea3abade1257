import { isRecord } from '../../schema-form/settle.ts';
import { messagesIn, readEvents } from './messages-in.ts';
import type { Fields, WireAnswer, WireExchange, WireRequest } from './wire.ts';

export interface PostOptions {
  readonly url: string;
  readonly token: string;
  /** Told of each exchange as it begins, grows and ends, by its number. */
  onExchange(exchange: WireExchange): void;
}

export interface Posting {
  readonly method?: WireRequest['method'];
  readonly body: Fields | null;
  readonly headers: Readonly<Record<string, string>>;
  /** None for what has to arrive also when the page is left. */
  readonly signal?: AbortSignal;
  /** Everything that comes, as it comes. */
  heard?(message: Fields): void;
}

export type Post = (posting: Posting) => Promise<WireExchange>;

/** As much as a person reads; what a server says without end must not fill the browser. */
const mostMessages = 1_000;

/** Sends one message after the other, and notes what went out and what came back. */
export const openPosts = ({ url, token, onExchange }: PostOptions): Post => {
  let count = 0;
  return async ({ method = 'POST', body, headers, signal, heard }) => {
    count += 1;
    const begun = performance.now();
    let exchange: WireExchange = {
      ...{ number: count, status: null, headers: {}, messages: [], text: '', ms: 0, open: true },
      request: {
        ...{ method, url, body },
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body !== null && { 'Content-Type': 'application/json' }),
          Accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
    };
    const note = (more: Partial<WireExchange>): WireExchange => {
      exchange = { ...exchange, ms: performance.now() - begun, ...more };
      onExchange(exchange);
      return exchange;
    };
    const take = (messages: readonly Fields[]): void => {
      if (messages.length === 0) return;
      note({ messages: [...exchange.messages, ...messages].slice(-mostMessages) });
      for (const message of messages) heard?.(message);
    };
    note({});
    try {
      const response = await fetch(url, {
        ...{ method, headers: exchange.request.headers },
        // Who calls is said by the token alone.
        credentials: 'omit',
        ...(body !== null && { body: JSON.stringify(body) }),
        ...(signal === undefined ? { keepalive: true } : { signal }),
      });
      note({ status: response.status, headers: Object.fromEntries(response.headers) });
      if ((response.headers.get('content-type') ?? '').includes('event-stream')) {
        const read = readEvents();
        for await (const piece of piecesOf(response)) take(read(piece));
        return note({ open: false });
      }
      const text = await response.text();
      take(messagesIn(text));
      return note({ open: false, text: exchange.messages.length > 0 ? '' : text });
    } catch (error) {
      note({ open: false, text: String(error) });
      if (signal?.aborted === true) throw error;
      return exchange;
    }
  };
};

/** Not every browser lets one walk over a stream itself. */
async function* piecesOf({ body }: Response): AsyncGenerator<string> {
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** The answer of an exchange: a message with a result or an error, and no question that came before. */
export const answerOf = (exchange: WireExchange): WireAnswer => {
  const answer = exchange.messages.findLast(
    (message) => message['result'] !== undefined || message['error'] !== undefined,
  );
  const error = answer?.['error'];
  return {
    exchange,
    unanswered: false,
    result: isRecord(answer?.['result']) ? answer['result'] : undefined,
    error: isRecord(error)
      ? {
          code: Number(error['code']),
          message: String(error['message']),
          ...(error['data'] !== undefined && { data: error['data'] }),
        }
      : undefined,
  };
};
