import type { Command } from '../engine/messages.ts';

/** Who carries out what a run wants done outside of itself. */
export interface Outside {
  call(work: CallWork): Promise<CallResult>;
  process(work: ProcessWork): Promise<CallResult>;
}

interface Work {
  readonly spaceId: string;
  readonly runId: string;
  readonly secrets: Readonly<Record<string, unknown>>;
  /** The same for every attempt of the same task of the same run. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

export interface CallWork extends Work {
  readonly command: Extract<Command, { kind: 'call' }>;
}

export interface ProcessWork extends Work {
  readonly command: Extract<Command, { kind: 'run' }>;
}

export interface CallResult {
  readonly output: unknown;
  readonly authorization?: unknown;
  /** Values in the output that must not be read in a journal. */
  readonly sensitive?: readonly unknown[];
}
