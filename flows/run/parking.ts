import type { Command, RunEvent } from '../engine/messages.ts';
import { parkedBy, type Parked } from './parked.ts';
import type { RunEnd } from './run-end.ts';

export interface Parking {
  /** Told of each event together with what it answers. Whatever the run does afterwards, it stays parked. */
  told(event: RunEvent, answered: Command | undefined): void;
  end<End extends RunEnd | null>(end: End): End;
}

/** Follows a run, in earnest or in a simulation. The journal needs no row for it: the row of the call tells it again. */
export const openParking = (): Parking => {
  let parked: Parked | null = null;
  return {
    told: (event, answered) => {
      if (event.kind === 'done') parked = parkedBy(answered) ?? parked;
    },
    // Whoever cancels a run has decided what becomes of it.
    end: (end) => (parked === null || end === null || end.status === 'cancelled' ? end : { ...end, parked }),
  };
};
