import type { Readable } from 'node:stream';
import { readMediaType } from '../../../core/media-type.ts';
import { bodyFrom } from '../http/body.ts';
import { contentOf, headerOf } from '../http/content.ts';
import { asFault, statusFault } from '../http/fault.ts';
import { addKey } from '../http/idempotency.ts';
import type { Sender, SendOptions } from '../http/send.ts';
import { serverEvents } from '../rpc/server-events.ts';
import { payloadOf } from './consume.ts';
import type { InboundMessage, OutboundMessage } from './message.ts';
import type { Target } from './target.ts';

export const publishOverHttp = async (
  sender: Sender,
  target: Target,
  message: OutboundMessage & { readonly options: SendOptions },
): Promise<unknown> => {
  const headers = { ...message.headers };
  const method = target.method ?? 'POST';
  const body = bodyFrom(message.payload, headers);
  addKey(headers, method, message.options.call.idempotencyKey);
  const request = { method, url: target.url, headers, ...(body === undefined ? {} : { body }) };
  const { received } = await sender.send(request, message.options);
  const content = contentOf(received);
  return content.kind === 'value' ? content.value : null;
};

const accept = 'text/event-stream, application/x-ndjson, application/json;q=0.9, */*;q=0.1';
/** The subscription has a time of its own. */
const limits = { redirects: 0, headersMs: Infinity, idleMs: Infinity, totalMs: Infinity };

/** Server-sent events, or one message a line; any other answer is one message. */
export async function* subscribeOverHttp(
  sender: Sender,
  target: Target,
  options: SendOptions,
): AsyncGenerator<InboundMessage> {
  const { url } = target;
  const method = target.method ?? 'GET';
  const { answer, secrets } = await sender.ask({ method, url, headers: { accept } }, { ...options, limits });
  try {
    const { status, headers } = answer;
    const { type } = readMediaType(headerOf(answer, 'content-type'));
    const isGood = status >= 200 && status <= 299;
    if (
      !isGood ||
      !/^text\/event-stream$|[/-](?:x-)?(?:ndjson|jsonl|jsonlines)$|^application\/stream\+json$/.test(type)
    ) {
      const received = { status, headers, bytes: await answer.bytes() };
      if (!isGood) throw statusFault({ method, url, received, secrets });
      const content = contentOf(received);
      if (content.kind === 'value' && content.value !== null) yield { payload: content.value };
      return;
    }
    const stream = answer.stream();
    try {
      const texts = type === 'text/event-stream' ? serverEvents(stream) : linesOf(stream);
      for await (const text of texts) if (text.trim() !== '') yield { payload: payloadOf(text) };
    } finally {
      stream.on('error', () => undefined).destroy();
    }
  } catch (error) {
    throw asFault(error);
  }
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  for await (const chunk of stream) {
    const piece = decoder.decode(chunk as Buffer, { stream: true });
    pieces.push(piece);
    if (!piece.includes('\n')) continue;
    const lines = pieces.join('').split('\n');
    pieces = [lines.pop() ?? ''];
    yield* lines;
  }
  yield pieces.join('');
}
