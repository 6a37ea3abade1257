/** What has to be looked at from time to time while it lasts. */
export interface Beating {
  beat(now: number): void;
  /** Where the heartbeat has it. */
  place?: number | undefined;
}

export interface Heartbeat {
  add(one: Beating): void;
  delete(one: Beating): void;
  readonly size: number;
  close(): void;
}

/**
 * One timer for all streams and calls, and none while there are none: a timer for each would cost the fast ones most. No set,
 * through which thousands go each second: see `TurnoverMap` for what such a one holds on to.
 */
export const openHeartbeat = (everyMs: number, monotonic: () => number): Heartbeat => {
  const all: (Beating | undefined)[] = [];
  const free: number[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  const beat = (): void => {
    const now = monotonic();
    for (const one of all) one?.beat(now);
    if (size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const forget = (one: Beating): void => {
    if (one.place === undefined) return;
    all[one.place] = undefined;
    free.push(one.place);
    one.place = undefined;
    size -= 1;
  };
  return {
    add: (one) => {
      if (one.place === undefined) {
        const place = free.pop() ?? all.length;
        all[place] = one;
        one.place = place;
        size += 1;
      }
      if (timer !== undefined) return;
      timer = setInterval(beat, everyMs);
      timer.unref();
    },
    delete: forget,
    get size() {
      return size;
    },
    close: () => {
      for (const one of [...all]) if (one !== undefined) forget(one);
      clearInterval(timer);
      timer = undefined;
    },
  };
};
