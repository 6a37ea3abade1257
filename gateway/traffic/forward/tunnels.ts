import type { Socket } from 'node:net';
import { HubError } from '../../../core/errors.ts';

export interface TunnelRules {
  /** At once, in this process. */
  readonly most: number;
  /** Of one space: however many it opens, there is room for those of others. */
  readonly mostOfSpace: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
}

/** Held while the upstream is asked, so that many who ask at once do not all find the last one free. */
export interface TunnelPlace {
  /** What one side sends the other gets, until both have ended or one is gone. */
  join(client: Socket, upstream: Socket, idleMs?: number): void;
  /** Nothing came of it. After `join` the tunnel itself gives the place back. */
  leave(): void;
}

export interface Tunnels {
  /** Throws when there are too many. */
  enter(spaceId: string): TunnelPlace;
  /** Those that are joined. */
  count(): number;
  /** Ends all: they do not end by themselves. */
  close(): void;
}

/** Once one side has said its last word the other has this long to say its own. */
const lastWordsMs = 60_000;

/** Ends of what is upgraded. Thousands of them do nothing most of the time, so that each must be small: nothing here holds the request. */
export const openTunnels = (rules: TunnelRules): Tunnels => {
  const all = new Set<Tunnel>();
  const look = setInterval(
    () => {
      const now = performance.now();
      for (const tunnel of all) if (tunnel.isSilent(now)) tunnel.cut();
    },
    Math.min(Math.max(50, rules.idleMs / 4), 10_000),
  );
  look.unref();
  const held = new Map<string, number>();
  let heldByAll = 0;

  const give = (spaceId: string): void => {
    const own = held.get(spaceId) ?? 0;
    if (own <= 1) held.delete(spaceId);
    else held.set(spaceId, own - 1);
    heldByAll -= 1;
  };

  return {
    enter: (spaceId) => {
      const own = held.get(spaceId) ?? 0;
      if (heldByAll >= rules.most) throw full('The gateway holds as many open connections as it can.');
      if (own >= rules.mostOfSpace)
        throw full(`This space holds ${own} open connections, as many as it may in one process.`);
      held.set(spaceId, own + 1);
      heldByAll += 1;
      let open = true;
      const leave = (): void => {
        if (open) give(spaceId);
        open = false;
      };
      return {
        leave,
        join: (client, upstream, idleMs) => {
          const tunnel = new Tunnel(client, upstream, idleMs ?? rules.idleMs);
          if (client.destroyed || upstream.destroyed) {
            tunnel.cut();
            leave();
            return;
          }
          // It is the tunnel's from here on.
          open = false;
          all.add(tunnel);
          tunnel.start(() => {
            all.delete(tunnel);
            give(spaceId);
          });
        },
      };
    },
    count: () => all.size,
    close: () => {
      clearInterval(look);
      for (const tunnel of all) tunnel.cut();
    },
  };
};

const full = (message: string): HubError => new HubError('overloaded', message, { retryAfter: 10 });

/** A class, and not two pipes: these cost a third of their memory. */
class Tunnel {
  readonly #client: Socket;
  readonly #upstream: Socket;
  #idleMs: number;
  #heardAt = performance.now();
  #closed = 0;

  constructor(client: Socket, upstream: Socket, idleMs: number) {
    this.#client = client;
    this.#upstream = upstream;
    this.#idleMs = idleMs;
  }

  start(gone: () => void): void {
    this.#pass(this.#client, this.#upstream, gone);
    this.#pass(this.#upstream, this.#client, gone);
  }

  #pass(from: Socket, to: Socket, gone: () => void): void {
    // An end in one direction is no end in the other.
    from.allowHalfOpen = true;
    // Limits of HTTP end here.
    from.setTimeout(0).setNoDelay(true);
    from.on('data', (chunk: Buffer) => {
      this.#heardAt = performance.now();
      if (to.write(chunk)) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
    const ended = (): void => {
      to.end();
      this.#idleMs = Math.min(this.#idleMs, lastWordsMs);
    };
    // It may have been its last word while it waited for the tunnel.
    if (from.readableEnded) ended();
    else from.once('end', ended);
    from.once('close', () => {
      this.#closed += 1;
      if (this.#closed === 2) gone();
      // What was said last is still handed over.
      else to.destroySoon();
    });
    from.resume();
  }

  isSilent(now: number): boolean {
    return now - this.#heardAt > this.#idleMs;
  }

  cut(): void {
    this.#client.destroy();
    this.#upstream.destroy();
  }
}
