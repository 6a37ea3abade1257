import type { Clock, EventBus, Hints, Log, Running, Vault } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Program } from '../engine/program.ts';
import type { KnownVariables } from '../variables/known-variables.ts';
import type { RunMeter } from './meter.ts';
import type { Outside } from './outside.ts';
import type { RunEnd } from './run-end.ts';
import type { RunTracer } from './trace-run.ts';

export interface ProgramOf {
  /** The program that a run began with; `draft` is its text where it was no published version. */
  (of: {
    readonly spaceId: string;
    readonly flow: string;
    readonly version: number;
    readonly draft: string | null;
  }): Promise<Program>;
}

export interface RunnerDeps {
  readonly db: Db;
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  readonly outside: Outside;
  readonly vault: Vault;
  readonly programOf: ProgramOf;
  readonly secretsOf: (
    spaceId: string,
    names: readonly string[],
  ) => Promise<Readonly<Record<string, unknown>>>;
  readonly variables: Pick<KnownVariables, 'for' | 'at'>;
  readonly meter?: RunMeter | undefined;
  readonly tracer?: RunTracer | undefined;
  readonly leaseMs?: number;
  /** Runs in memory at a time. */
  readonly most?: number;
  readonly drainMs?: number;
}

export interface NewRun {
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
  readonly program: Program;
  readonly input: unknown;
  readonly trigger: string;
  readonly draft?: string;
  readonly parent?: { readonly runId: string; readonly key: string };
}

export interface Started {
  readonly runId: string;
  /** Null: it is parked, or somebody else has it; its row tells how it ends. */
  readonly over: Promise<RunEnd | null>;
}

export interface Runner extends Running {
  start(run: NewRun): Promise<Started>;
  /** How many runs are in memory. */
  live(): number;
}
