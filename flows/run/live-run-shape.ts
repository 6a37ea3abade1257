import type { EventBus, Hints, Log } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Program } from '../engine/program.ts';
import type { StepLimits } from '../engine/step.ts';
import type { VariableValues } from '../variables/variable-set.ts';
import type { Journal } from './journal.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Outside } from './outside.ts';
import type { Privacy } from './privacy.ts';
import type { Rest } from './rests.ts';
import type { RunEnd } from './run-end.ts';
import type { JournalRow, NewRunRow } from './store-journal.ts';
import type { Arrival } from './store-waits.ts';

export interface LiveRunParts {
  readonly program: Program;
  readonly spaceId: string;
  readonly runId: string;
  /** Under whose name it is written: who is taken for dead cannot go on with it under another one. */
  readonly worker: string;
  readonly mode: 'durable' | 'fast';
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly variables: VariableValues;
  readonly privacy: Privacy;
  readonly lifecycle: Lifecycle;
  /** Others of this key wait for it to be over. */
  readonly orderKey: string | null;
  readonly outside: Outside;
  readonly journal: Journal;
  readonly events: Pick<EventBus<Tx>, 'publish'>;
  readonly hints: Pick<Hints, 'send'>;
  readonly now: () => number;
  readonly log: Log;
  readonly limits?: StepLimits;
  /** It is over; with nothing it was parked, suspended or given up here. */
  readonly left: (end: RunEnd | null) => void;
  /** What it does could not be written: it is still owned by this worker, and has to be given back. */
  readonly dropped: () => void;
  /** Something may have arrived for it already. */
  readonly heard: () => void;
}

export interface LiveRun {
  readonly runId: string;
  /**
   * The run's own row goes in with its first rows; null for a fast run, which leaves none. Resolves when the run is on
   * disk: from then on it is not lost.
   */
  begin(input: unknown, row: NewRunRow | null): Promise<void>;
  /** Brings a run back to where its journal ends, and goes on from there. */
  resume(past: Past): void;
  /** `kept`: it stays among the arrivals, until what it did is on disk or the run is in memory again. */
  arrive(arrival: Arrival): 'kept' | 'unwanted';
  cancel(reason: string): void;
  /** Nothing new is begun; when what is under way is noted, it is left. */
  suspend(): void;
  /** Nothing of it is written any more; what is under way outside is let go. */
  abandon(): void;
}

export interface Past {
  readonly input: unknown;
  readonly startedAt: number;
  readonly rests: readonly Rest[];
  /** What it listens to may have come since then. */
  readonly since: number;
  readonly rows: readonly JournalRow[];
  /** What had arrived when it was taken up: it comes first, or the run would rest again before it hears of it. */
  readonly arrivals: readonly Arrival[];
}
