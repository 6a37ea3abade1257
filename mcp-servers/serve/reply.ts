import type { ServerResponse } from 'node:http';
import { eventText, openEventSink, type EventSink } from './event-sink.ts';
import { sendJson } from './failure.ts';
import type { Heartbeat } from './heartbeat.ts';

/** The answer to one request of the stateless era: JSON, unless something has to be said before, or it takes long. */
export interface Reply {
  say(text: string): void;
  end(text: string, status: number): void;
  readonly begun: boolean;
}

export interface ReplyOptions {
  readonly heartbeat: Heartbeat;
  /** The client has gone before the end. */
  onGone(): void;
}

export const openReply = (response: ServerResponse, { heartbeat, onGone }: ReplyOptions): Reply => {
  let sink: EventSink | undefined;
  let over = false;
  let beats = 0;
  const waiting = {
    beat: (): void => {
      // A proxy or a client would give up a connection on which nothing moves.
      if (++beats === 2) stream();
    },
  };
  const close = (): void => {
    heartbeat.delete(waiting);
    if (over) return;
    over = true;
    onGone();
  };
  const stream = (): EventSink => {
    heartbeat.delete(waiting);
    return (sink ??= openEventSink(response, { heartbeat }));
  };
  heartbeat.add(waiting);
  response.once('close', close);
  return {
    say: (text) => {
      if (!over) stream().write(eventText(text));
    },
    end: (text, status) => {
      if (over) return;
      over = true;
      heartbeat.delete(waiting);
      if (sink === undefined) return sendJson(response, status, { text });
      sink.write(eventText(text));
      sink.end();
    },
    get begun() {
      return sink !== undefined;
    },
  };
};
