import { HubError } from '../../../core/errors.ts';
import type { Exchange } from '../exchange.ts';

export interface LineRules {
  readonly max: number;
  readonly waitMs: number;
}

interface Waiter {
  readonly timer: NodeJS.Timeout;
  leave(): void;
  turn(): void;
}

/** Requests that wait for a free connection, first come first served, and not for long. */
export class WaitingLine {
  readonly #name: string;
  readonly #rules: LineRules;
  readonly #waiters = new Set<Waiter>();

  constructor(name: string, rules: LineRules) {
    this.#name = name;
    this.#rules = rules;
  }

  get length(): number {
    return this.#waiters.size;
  }

  /** Until it is this one's turn. Throws at once when the line is full, later when the wait was in vain. */
  join(exchange: Exchange): Promise<void> {
    if (this.#waiters.size >= this.#rules.max)
      return Promise.reject(this.#busy('and so many wait for one already'));
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const signal = exchange.signal();
    const gone = (): void => {
      leave();
      reject(new HubError('cancelled', 'The client went away while its request waited.'));
    };
    const leave = (): void => {
      clearTimeout(waiter.timer);
      signal.removeEventListener('abort', gone);
      this.#waiters.delete(waiter);
    };
    const waiter: Waiter = {
      timer: setTimeout(() => {
        leave();
        reject(this.#busy(`and none was free for ${this.#rules.waitMs} ms`));
      }, this.#rules.waitMs),
      leave,
      turn: () => {
        leave();
        resolve(undefined);
      },
    };
    if (signal.aborted) {
      gone();
      return promise;
    }
    signal.addEventListener('abort', gone, { once: true });
    this.#waiters.add(waiter);
    return promise;
  }

  /** A place is free: the first one goes. */
  next(): void {
    for (const first of this.#waiters) {
      first.turn();
      return;
    }
  }

  #busy(why: string): HubError {
    return new HubError('overloaded', `All connections to "${this.#name}" are in use, ${why}.`, {
      retryAfter: Math.max(1, Math.ceil(this.#rules.waitMs / 1000)),
    });
  }
}
