import type { ServerResponse } from 'node:http';
import { eventText, openEventSink, type EventSink } from './event-sink.ts';
import type { Heartbeat } from './heartbeat.ts';

/** A stream of a session. It outlives its connection for a while, so that the client can go on where it broke. */
export interface SessionStream {
  readonly id: string;
  /** Sends what came after an event from now on to this connection, and no more to the one before. */
  attach(response: ServerResponse, after?: number): void;
  say(text: string): void;
  /** Nothing comes any more. */
  finish(): void;
  /** Ends the connection, so that the client comes again. */
  detach(): void;
  readonly attached: boolean;
  readonly finished: boolean;
  /** Since when nobody listens. */
  readonly quietSince: number;
}

export interface StreamOptions {
  readonly id: string;
  /** Clients of 2025-11-25 take an empty event first, so that they can resume from the beginning. */
  readonly primed: boolean;
  /** Belongs to no request. */
  readonly alone: boolean;
  readonly heartbeat: Heartbeat;
  readonly monotonic: () => number;
}

/** What is kept to be sent again, of one stream. */
const mostEvents = 500;
const mostBytes = 2 * 1024 * 1024;
const retryMs = 1_000;

export const openSessionStream = (options: StreamOptions): SessionStream => {
  const { id, primed, alone, heartbeat, monotonic } = options;
  const events: { readonly seq: number; readonly text: string }[] = [];
  let bytes = 0;
  let seq = 0;
  let sink: EventSink | undefined;
  let finished = false;
  let quietSince = monotonic();

  const keep = (event: { readonly seq: number; readonly text: string }): void => {
    events.push(event);
    bytes += event.text.length;
    while (events.length > mostEvents || (bytes > mostBytes && events.length > 1))
      bytes -= events.shift()?.text.length ?? 0;
  };

  const release = (): void => {
    const last = sink;
    sink = undefined;
    quietSince = monotonic();
    last?.end();
  };

  return {
    id,
    attach: (response, after) => {
      release();
      const own = openEventSink(response, {
        ...{ heartbeat, alone },
        onClose: () => {
          if (sink === own) release();
        },
      });
      sink = own;
      if (after === undefined) {
        if (primed) own.write(`id: ${id}_0\nretry: ${retryMs}\ndata: \n\n`);
      } else for (const event of events) if (event.seq > after) own.write(event.text);
      if (finished) release();
    },
    say: (text) => {
      if (finished) return;
      seq++;
      const event = { seq, text: eventText(text, `${id}_${seq}`) };
      keep(event);
      sink?.write(event.text);
    },
    finish: () => {
      finished = true;
      release();
    },
    detach: release,
    get attached() {
      return sink !== undefined;
    },
    get finished() {
      return finished;
    },
    get quietSince() {
      return quietSince;
    },
  };
};

/** `<stream>_<number>`, as the client sends it back. */
export const readEventId = (text: string): { readonly stream: string; readonly seq: number } | undefined => {
  const [, stream, seq] = /^([\w-]{8,40})_(\d{1,9})$/.exec(text) ?? [];
  return stream === undefined ? undefined : { stream, seq: Number(seq) };
};
