import { isHubError } from '../../core/errors.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Program } from '../engine/program.ts';
import type { KnownFlows } from '../known-flows.ts';
import { programOfRun } from '../program-of-run.ts';
import { storedEnd, type RunEnd } from '../run/run-end.ts';
import { getRun, type RunDetail } from '../run/store-runs.ts';
import type { Secrets } from '../secrets.ts';
import type { KnownVariables } from '../variables/known-variables.ts';
import { markedSecrets } from './marked-secrets.ts';
import type { PastRun } from './retrace.ts';
import { journalPortion } from './store-past.ts';

export interface PastRunDeps {
  readonly db: Db;
  readonly known: KnownFlows;
  readonly secrets: Secrets;
  readonly variables: Pick<KnownVariables, 'at' | 'newest'>;
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
  const program = await programOfRun(deps.known, { spaceId, ...row });
  return {
    row,
    program,
    leftOut: journal.leftOut,
    end: storedEnd(row),
    past: {
      ...{ runId, rows: journal.rows, startedAt: row.startedAt.getTime() },
      input: JSON.parse(row.input) as unknown,
      secrets: await secretsOf(deps, spaceId, program),
      variables: (await deps.variables.at(spaceId, row.variables)).values,
    },
  };
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
