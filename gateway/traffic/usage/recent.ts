export interface SeenRequest {
  readonly spaceId: string;
  readonly requestId: string;
  readonly at: Date;
  readonly pipeline: string;
  readonly consumer: string | null;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly bytes: number;
  readonly client: string;
  readonly service: string | null;
  readonly reason: string | null;
}

export interface Recent {
  /** Whether one more of this space is wanted in this second: asked before anything is put together. */
  wants(spaceId: string, failed: boolean): boolean;
  add(seen: SeenRequest): void;
  take(): readonly SeenRequest[];
}

/** Of what went well a few are enough to see that it goes; of what failed more are wanted. */
const wellASecond = 5;
const failedASecond = 20;
const heldAtOnce = 5_000;

/** Some of the requests, so that somebody who looks sees traffic as it is, and a flood costs no more than a trickle. */
export const openRecent = (monotonic: () => number): Recent => {
  const seconds = new Map<string, { second: number; well: number; failed: number }>();
  let held: SeenRequest[] = [];
  return {
    wants: (spaceId, failed) => {
      if (held.length >= heldAtOnce) return false;
      const second = Math.floor(monotonic() / 1_000);
      let own = seconds.get(spaceId);
      if (own === undefined) seconds.set(spaceId, (own = { second, well: 0, failed: 0 }));
      if (own.second !== second) {
        own.second = second;
        own.well = 0;
        own.failed = 0;
      }
      return failed ? own.failed++ < failedASecond : own.well++ < wellASecond;
    },
    add: (seen) => held.push(seen),
    take: () => {
      const taken = held;
      held = [];
      if (seconds.size > 10_000) seconds.clear();
      return taken;
    },
  };
};
