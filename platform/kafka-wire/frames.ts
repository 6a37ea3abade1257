import type { Socket } from 'node:net';
import { HubError } from '../../core/errors.ts';
import { int16, int32, openBytes, text, type ByteReader } from './bytes.ts';

/** One connection to one broker: a request, then its answer; the next one waits for it. */
export interface KafkaConnection {
  /** With the broker's name, for sentences. */
  readonly broker: string;
  ask(request: KafkaRequest): Promise<ByteReader>;
  close(): void;
}

export interface KafkaRequest {
  readonly api: number;
  readonly version: number;
  readonly body: Buffer;
}

export interface FrameParts {
  readonly broker: string;
  readonly signal: AbortSignal;
  /** For one answer. */
  readonly answerMs: number;
}

const clientId = 'app-connect';
/** A broker sends as much as it was asked for, or one message that is larger. */
const mostBytes = 8 * 1024 * 1024;

export const openFrames = (socket: Socket, { broker, signal, answerMs }: FrameParts): KafkaConnection => {
  let chunks: Buffer[] = [];
  let size = 0;
  let number = 0;
  let awaited: PromiseWithResolvers<ByteReader> | null = null;
  let failure: Error | null = null;

  const give = (error: Error): void => {
    failure ??= error;
    socket.destroy();
    awaited?.reject(failure);
    awaited = null;
  };
  const failed = (reason: string, cause?: unknown): HubError =>
    signal.aborted
      ? new HubError('cancelled', `The call to the Kafka broker ${broker} was cancelled.`, {
          cause: signal.reason,
        })
      : new HubError('egress_failed', `The Kafka broker ${broker} could not be asked: ${reason}.`, { cause });

  const take = (): void => {
    if (size < 4) return;
    const head = chunks[0] !== undefined && chunks[0].length >= 4 ? chunks[0] : Buffer.concat(chunks);
    const length = head.readInt32BE(0);
    if (length < 4) return give(failed('what it answers is not of Kafka'));
    if (length > mostBytes)
      return give(
        new HubError(
          'egress_too_large',
          `The Kafka broker ${broker} announces an answer of ${length} bytes; ${mostBytes} are taken. It may be something else than Kafka, or speak TLS: then the protocol is kafka-secure.`,
        ),
      );
    if (size < length + 4) return;
    const frame = Buffer.concat(chunks);
    chunks = [];
    size = 0;
    const answer = openBytes(frame.subarray(4));
    if (awaited === null || frame.length > length + 4 || answer.int32() !== number)
      return give(failed('it answers what it was not asked'));
    awaited.resolve(answer);
    awaited = null;
  };
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    take();
  });
  socket.on('error', (error) => give(failed('the connection broke', error)));
  socket.on('close', () => give(failed('it closed the connection')));

  const send = async ({ api, version, body }: KafkaRequest): Promise<ByteReader> => {
    if (failure !== null) throw failure;
    number = (number + 1) & 0x7fffffff;
    const request = Buffer.concat([int16(api), int16(version), int32(number), text(clientId), body]);
    awaited = Promise.withResolvers<ByteReader>();
    const { promise } = awaited;
    const late = (): void =>
      give(new HubError('egress_timeout', `The Kafka broker ${broker} did not answer in ${answerMs} ms.`));
    const timer = setTimeout(late, answerMs);
    socket.write(Buffer.concat([int32(request.length), request]));
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  };

  let before: Promise<unknown> = Promise.resolve();
  return {
    broker,
    ask: (request) => {
      const answer = before.then(() => send(request));
      before = answer.catch(() => undefined);
      return answer;
    },
    close: () => void socket.destroy(),
  };
};
