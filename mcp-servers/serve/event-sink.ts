import type { ServerResponse } from 'node:http';
import type { Heartbeat } from './heartbeat.ts';

/** One open stream of events to one client. */
export interface EventSink {
  write(event: string): void;
  end(): void;
}

export interface SinkOptions {
  readonly heartbeat: Heartbeat;
  /** Ends with its connection: one that lasts for hours is not kept for another request, least of all while the hub stops. */
  readonly alone?: boolean;
  /** However it ended: by us, by the client, or because it was too slow. */
  onClose?(): void;
}

/** A client that leaves more than this unread is cut off. */
const mostUnread = 4 * 1024 * 1024;

export const openEventSink = (response: ServerResponse, options: SinkOptions): EventSink => {
  const { heartbeat, alone, onClose } = options;
  let unreadAt = 0;
  const beating = {
    beat: (): void => {
      const { writableLength, socket } = response;
      // Nothing of what waits has gone out since the last time.
      if (writableLength > 0 && socket !== null && socket.bytesWritten === unreadAt) response.destroy();
      else if (writableLength === 0) response.write(': still here\n\n');
      unreadAt = writableLength > 0 ? (socket?.bytesWritten ?? 0) : -1;
    },
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    ...(alone === true ? { connection: 'close' } : {}),
  });
  response.flushHeaders();
  heartbeat.add(beating);
  response.once('close', () => {
    heartbeat.delete(beating);
    onClose?.();
  });
  return {
    write: (event) => {
      if (response.writableEnded || response.destroyed) return;
      if (response.writableLength > mostUnread) response.destroy();
      else response.write(event);
    },
    end: () => void response.end(),
  };
};

export const eventText = (data: string, id?: string): string =>
  id === undefined ? `event: message\ndata: ${data}\n\n` : `event: message\nid: ${id}\ndata: ${data}\n\n`;
