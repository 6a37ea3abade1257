import { isHubError } from '../../core/errors.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Program } from '../engine/program.ts';
import type { KnownFlows } from '../known-flows.ts';
import type { RunEnd } from '../run/run-end.ts';
import { getRun, type RunDetail } from '../run/store-runs.ts';
import type { Secrets } from '../secrets.ts';
import { markedSecrets } from './marked-secrets.ts';
import type { PastRun } from './retrace.ts';
import { journalPortion } from './store-past.ts';

export interface PastRunDeps {
  readonly db: Db;
  readonly known: KnownFlows;
  readonly secrets: Secrets;
}

/** A run as it was stored, as much of it as is looked at in one go. */
export interface FoundRun {
  readonly row: RunDetail;
  readonly past: PastRun;
  /** Rows of its journal that are too many to go through. */
  readonly leftOut: number;
  /** The program that it ran on. */
  readonly program: Program;
  /** How it ended; null while it is under way. */
  readonly end: RunEnd | null;
}

const mostRows = 10_000;
const mostBytes = 32 * 1024 * 1024;

export const findPastRun = async (deps: PastRunDeps, spaceId: string, runId: string): Promise<FoundRun> => {
  const { row, journal } = await deps.db.readInSpace(spaceId, async (tx) => ({
    row: await getRun(tx, spaceId, runId),
    journal: await journalPortion(tx, {
      ...{ spaceId, runId, rows: mostRows, bytes: mostBytes, onlyEvents: true },
    }),
  }));
  const program = await programOfRun(deps, spaceId, row);
  return {
    row,
    program,
    leftOut: journal.leftOut,
    end: endOf(row),
    past: {
      ...{ runId, rows: journal.rows, startedAt: row.startedAt.getTime() },
      input: JSON.parse(row.input) as unknown,
      secrets: await secretsOf(deps, spaceId, program),
    },
  };
};

/** What was run as a draft is kept with the run; a run from before that knows only the draft of today. */
const programOfRun = async (
  { known }: PastRunDeps,
  spaceId: string,
  { flow, version, draft }: RunDetail,
): Promise<Program> => {
  if (version === 0 && draft !== null) {
    const { loadProgram } = await import('../load-program.ts');
    return (await loadProgram(flow, draft)).program;
  }
  return (await known.get(spaceId, flow, version === 0 ? 'draft' : version)).program;
};

/** Marks in their place. Secrets may be gone since. */
const secretsOf = async (
  { secrets }: Pick<PastRunDeps, 'secrets'>,
  spaceId: string,
  { document }: Program,
): Promise<Readonly<Record<string, unknown>>> => {
  try {
    return markedSecrets(await secrets.values(spaceId, document.secrets));
  } catch (error) {
    if (!isHubError(error, 'not_found')) throw error;
    return markedSecrets(Object.fromEntries(document.secrets.map((name) => [name, ''])));
  }
};

const endOf = ({ status, output, error }: RunDetail): RunEnd | null => {
  const told = (): unknown => JSON.parse(error ?? '{}');
  if (status === 'completed') return { status, output: JSON.parse(output ?? 'null') as unknown };
  if (status === 'faulted')
    return { status, error: told() as Extract<RunEnd, { status: 'faulted' }>['error'] };
  if (status === 'cancelled') return { status, reason: (told() as { reason?: string }).reason ?? '' };
  return null;
};
