import type { EventBus, Hints, JobQueue } from '../core/ports.ts';
import type { Tx } from '../platform/db/open.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import { cancelRetry, getRetry, listRetries } from './operations/retries/follow.ts';
import { startRetry } from './operations/retries/start.ts';
import { tryFlow, type TrialDeps } from './operations/flows/trial.ts';
import { tryDraft } from './operations/flows/try-draft.ts';
import { cancelRun, dismissRun, resumeRun, retryRun, suspendRun } from './operations/runs/change-run.ts';
import { exportRun } from './operations/runs/export-run.ts';
import { getJournal } from './operations/runs/get-journal.ts';
import { getRun } from './operations/runs/get-run.ts';
import { listRuns } from './operations/runs/list-runs.ts';
import { listTasks } from './operations/runs/list-tasks.ts';
import { publishEvents } from './operations/runs/publish-events.ts';
import { runFlow } from './operations/runs/run-flow.ts';
import { makeTestOfRun } from './operations/runs/test-of-run.ts';
import type { Runs } from './run/runs.ts';
import type { PastRunDeps } from './simulate/past-runs.ts';

export interface RunOperationDeps extends PastRunDeps, TrialDeps {
  readonly runs: Runs;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly jobs: JobQueue<Tx>;
}

/** Everything that can be done with runs. */
export const runOperations = (deps: RunOperationDeps): HubOperation[] => [
  runFlow(deps),
  listRuns(),
  getRun(),
  getJournal(),
  listTasks(deps),
  exportRun(deps),
  makeTestOfRun(deps),
  tryDraft(deps),
  tryFlow(deps),
  cancelRun(deps),
  suspendRun(deps),
  resumeRun(deps),
  retryRun(deps),
  dismissRun(),
  startRetry(deps),
  listRetries(),
  getRetry(),
  cancelRetry(),
  publishEvents(deps),
];
