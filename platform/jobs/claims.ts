import { jobDefaults, type JobDefinition } from './run-one.ts';
import type { ClaimedJob, Want } from './store-work.ts';

/** How much room each kind of job has in this process, and whose turn it is among the spaces. */
export interface Claims {
  /** What to ask for now; empty when all hands are full. */
  wants(): Want[];
  taken(name: string): void;
  freed(name: string): void;
  /** Learns from what was claimed: may there be more, and is some kind full? */
  claimed(wants: readonly Want[], jobs: readonly ClaimedJob[]): { more: boolean; full: boolean };
  /** Once from one empty claim to the next: shall another process be woken? */
  passOn(): boolean;
}

export const openClaims = (handlers: ReadonlyMap<string, JobDefinition>): Claims => {
  const kinds = new Map(
    [...handlers].map(([name, definition]) => [
      name,
      {
        limit: definition.concurrency ?? jobDefaults.concurrency,
        maxAttempts: definition.maxAttempts ?? jobDefaults.maxAttempts,
        busy: 0,
        after: '',
      },
    ]),
  );
  let passed = false;
  const change = (name: string, by: number): void => {
    const kind = kinds.get(name);
    if (kind !== undefined) kind.busy += by;
  };

  return {
    wants: () =>
      [...kinds]
        .filter(([, kind]) => kind.busy < kind.limit)
        .map(([name, { limit, busy, maxAttempts, after }]) => ({
          name,
          room: limit - busy,
          maxAttempts,
          after,
        })),
    taken: (name) => change(name, 1),
    freed: (name) => change(name, -1),
    claimed: (wants, jobs) => {
      let more = jobs.length > 0;
      let full = false;
      for (const want of wants) {
        const kind = kinds.get(want.name);
        if (kind === undefined) continue;
        const mine = jobs.filter((job) => job.name === want.name);
        const spaces = [...new Set(mine.map((job) => job.spaceId ?? '-'))].sort();
        full ||= mine.length >= want.room;
        // As many spaces as there was room: others may stand behind the last of them.
        kind.after = spaces.length >= want.room ? (spaces.at(-1) ?? '') : '';
        // Nothing behind the last one served: the round begins anew, and those before it were not asked yet.
        more ||= want.after !== '';
      }
      if (!more) passed = false;
      return { more, full };
    },
    passOn: () => {
      const first = !passed;
      passed = true;
      return first;
    },
  };
};
