import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

export interface BodyRules {
  /** Without a byte of it, although somebody waits for one. */
  readonly silenceMs: number;
  /** On average, once it takes longer than a silence may: a byte now and then would hold a place for ever. */
  readonly leastBytesPerSecond: number;
}

/** A request whose body is on its way. */
export interface Incoming extends Readable {
  readonly complete: boolean;
}

export interface BodyWatch {
  /** `place`: what carries one body at a time. */
  begin(place: object, request: Incoming, read: () => number): void;
  forget(place: object): void;
  /** To be called now and then. */
  look(now: number): void;
}

interface Watched {
  readonly request: Incoming;
  read(): number;
  readonly startedAt: number;
  readonly startBytes: number;
  /** As of the last look. */
  bytes: number;
  heardAt: number;
  /** Time in which it was we who did not read. */
  oursMs: number;
  lookedAt: number;
}

/** Finds those who are slow with their bodies. Nothing is done for each piece: the bytes are looked at now and then. */
export const watchBodies = (
  rules: BodyRules,
  late: (place: object, request: Incoming) => void,
): BodyWatch => {
  const all = new Map<object, Watched>();

  const isLate = (one: Watched, now: number): boolean => {
    const bytes = one.read();
    const { request } = one;
    // Full up or paused: it is we who do not read.
    const ours = request.isPaused() || request.readableLength >= request.readableHighWaterMark;
    if (ours) one.oursMs += now - one.lookedAt;
    one.lookedAt = now;
    if (bytes !== one.bytes || ours) {
      one.bytes = bytes;
      one.heardAt = now;
    }
    if (now - one.heardAt > rules.silenceMs) return true;
    const ms = now - one.startedAt - one.oursMs;
    return ms > rules.silenceMs && ((bytes - one.startBytes) * 1000) / ms < rules.leastBytesPerSecond;
  };

  return {
    begin: (place, request, read) => {
      const now = performance.now();
      const bytes = read();
      all.set(place, {
        ...{ request, read, bytes, startedAt: now, startBytes: bytes },
        ...{ heardAt: now, oursMs: 0, lookedAt: now },
      });
    },
    forget: (place) => {
      all.delete(place);
    },
    look: (now) => {
      for (const [place, one] of all) {
        if (one.request.complete || one.request.destroyed) all.delete(place);
        else if (isLate(one, now)) {
          all.delete(place);
          late(place, one.request);
        }
      }
    },
  };
};

export const bytesOf = (socket: Socket) => (): number => socket.bytesRead;
