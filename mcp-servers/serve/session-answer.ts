import type { ServerResponse } from 'node:http';
import type { MessageId } from '../sdk/server.ts';
import { sendJson } from './failure.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { SessionStream } from './session-stream.ts';

/** The answer to a POST in a session, to one request or to a batch: JSON, unless something has to be said before, or it takes long. */
export interface SessionAnswer {
  say(text: string): void;
  respond(id: MessageId, text: string): void;
  /** The client has cancelled it, and wants no response. */
  drop(id: MessageId): void;
}

export interface AnswerOptions {
  readonly ids: readonly MessageId[];
  readonly batch: boolean;
  readonly heartbeat: Heartbeat;
  openStream(): SessionStream;
}

export const openSessionAnswer = (response: ServerResponse, options: AnswerOptions): SessionAnswer => {
  const { ids, batch, heartbeat } = options;
  const pending = new Set(ids);
  const texts: string[] = [];
  let stream: SessionStream | undefined;
  let beats = 0;

  const streaming = (): SessionStream => {
    if (stream !== undefined) return stream;
    heartbeat.delete(waiting);
    stream = options.openStream();
    if (!response.destroyed) stream.attach(response);
    for (const text of texts) stream.say(text);
    return stream;
  };
  const waiting = {
    beat: (): void => {
      // A proxy or a client would give up a connection on which nothing moves.
      if (++beats === 2) streaming();
    },
  };
  heartbeat.add(waiting);

  const settle = (): void => {
    if (pending.size > 0) return;
    heartbeat.delete(waiting);
    if (stream !== undefined) return stream.finish();
    // Going away is no cancellation in a session; but nobody is there to be told.
    if (response.destroyed) return;
    if (texts.length === 0) return streaming().finish();
    sendJson(response, 200, { text: batch ? `[${texts.join(',')}]` : (texts[0] ?? '') });
  };

  return {
    say: (text) => streaming().say(text),
    respond: (id, text) => {
      if (!pending.delete(id)) return;
      if (stream === undefined) texts.push(text);
      else stream.say(text);
      settle();
    },
    drop: (id) => {
      if (pending.delete(id)) settle();
    },
  };
};
