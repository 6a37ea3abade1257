import type { Log } from '../core/ports.ts';

export interface LeaseDeps<Held, Id> {
  readonly everyMs: number;
  readonly log: Log;
  /** What this process works on just now. */
  held(): readonly Held[];
  /** Prolongs all of them in one statement; answers the ids of those that are still ours. */
  extend(held: readonly Held[]): Promise<ReadonlySet<Id>>;
  idOf(held: Held): Id;
  /** Told of one that is not ours any more, or has just ended. */
  lost(held: Held): void;
}

/** A heartbeat: prolongs leases at a third of their length, from a timer of its own that no work blocks. */
export const keepLeases = <Held, Id>(deps: LeaseDeps<Held, Id>): { stop(): void } => {
  let busy = false;
  const beat = async (): Promise<void> => {
    const held = deps.held();
    if (busy || held.length === 0) return;
    busy = true;
    try {
      const ours = await deps.extend(held);
      for (const one of held) if (!ours.has(deps.idOf(one))) deps.lost(one);
    } catch (error) {
      // The lease may hold until the next beat; if not, the fence stops what we would write.
      deps.log.warn('leases could not be prolonged', { error });
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void beat(), deps.everyMs);
  return { stop: () => clearInterval(timer) };
};
