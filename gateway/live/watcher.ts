import type { Caller } from '../../core/caller.ts';

/** A page at the other end of a socket. */
export interface Watcher {
  /** Who it is now: rights change while a socket is open. */
  caller(): Caller;
  /** What was sent before has left: more may be sent. */
  ready(): boolean;
  send(text: string): void;
  /** Asks whether it is still there; any sign of it is heard. */
  ping(): void;
  /** Milliseconds of the monotonic clock. */
  heardAt(): number;
}

export interface WatcherLink {
  /** What the page says. */
  hear(text: string): void;
  leave(): void;
}
