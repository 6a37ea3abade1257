import type { Heartbeat } from './heartbeat.ts';

/** How long a stream may outlast the credential that it was opened with. */
const everyMs = 30_000;

export interface GuardOptions {
  readonly heartbeat: Heartbeat;
  readonly monotonic: () => number;
  /** False, or a refusal: the stream has to end. */
  readonly stillAllowed: () => Promise<boolean>;
  readonly end: () => void;
}

/** Looks again and again whether whoever opened a stream still may have it. Answers how to stop looking. */
export const guardStream = ({ heartbeat, monotonic, stillAllowed, end }: GuardOptions): (() => void) => {
  let next = monotonic() + everyMs;
  const guard = {
    beat: (now: number): void => {
      if (now < next) return;
      next = now + everyMs;
      void stillAllowed()
        .catch(() => false)
        .then((allowed) => {
          if (!allowed) end();
        });
    },
  };
  heartbeat.add(guard);
  return () => heartbeat.delete(guard);
};
