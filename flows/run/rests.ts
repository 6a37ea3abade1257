/** A time in which a run was over, until somebody let it go on. */
export interface Rest {
  readonly ended: number;
  readonly again: number;
}

export interface SetTimer {
  readonly since: number;
  readonly at: number;
}

/**
 * When a timer is due that was set before a run rested. What was left of its time is left now; one whose time was over when
 * the run ended has all of it again: the task that ran out of time is what somebody tries anew.
 */
export const dueAfterRests = ({ since, at }: SetTimer, rests: readonly Rest[]): number =>
  rests
    .filter(({ again }) => again > since)
    .reduce((due, { ended, again }) => (due <= ended ? again + (at - since) : due + (again - ended)), at);
