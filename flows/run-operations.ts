import type { EventBus, Hints } from '../core/ports.ts';
import type { Tx } from '../platform/db/open.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import { tryDraft } from './operations/flows/try-draft.ts';
import { cancelRun, resumeRun, retryRun, suspendRun } from './operations/runs/change-run.ts';
import { exportRun } from './operations/runs/export-run.ts';
import { getJournal } from './operations/runs/get-journal.ts';
import { getRun } from './operations/runs/get-run.ts';
import { listRuns } from './operations/runs/list-runs.ts';
import { listTasks } from './operations/runs/list-tasks.ts';
import { publishEvents } from './operations/runs/publish-events.ts';
import { runFlow } from './operations/runs/run-flow.ts';
import type { Runs } from './run/runs.ts';
import type { PastRunDeps } from './simulate/past-runs.ts';

export interface RunOperationDeps extends PastRunDeps {
  readonly runs: Runs;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
}

/** Everything that can be done with runs. */
export const runOperations = (deps: RunOperationDeps): HubOperation[] => [
  runFlow(deps),
  listRuns(),
  getRun(),
  getJournal(),
  listTasks(deps),
  exportRun(deps),
  tryDraft(deps),
  cancelRun(deps),
  suspendRun(deps),
  resumeRun(deps),
  retryRun(deps),
  publishEvents(deps),
];
