import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import type { Hints } from '../../../core/ports.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { arrivalsTopic, runsTopic } from '../../run/runner.ts';
import { runIdSchema, runSchema, shownRun } from '../../run/shape.ts';
import { getRun } from '../../run/store-runs.ts';
import { dismissRun as dismiss } from '../../run/store-dismiss.ts';
import { retryRun as retry } from '../../run/store-retry.ts';
import { askRun, goOnWith } from '../../run/store-wishes.ts';
import type { CallContext } from '../../../platform/invoke/context.ts';

interface Deps {
  readonly hints: Hints;
}

/** Whoever has the run in memory hears of it, and whoever could take it up. */
const tell = (context: CallContext, hints: Hints): void =>
  context.tx.afterCommit(() => {
    hints.broadcast(arrivalsTopic);
    hints.send(runsTopic);
  });

const answer = async ({ tx, spaceId }: CallContext, run: string) => shownRun(await getRun(tx, spaceId, run));

export const cancelRun = ({ hints }: Deps) =>
  hubOperation({
    name: 'runs.cancel',
    summary: 'Cancel a run',
    description: 'What it is doing is let go, nothing new is begun. It shows as cancelled a moment later.',
    access: 'flows.run',
    http: { method: 'POST', path: '/api/runs/{run}/cancel' },
    hints: { destructive: true },
    input: z.strictObject({ run: runIdSchema, reason: z.string().max(500).default('') }),
    output: runSchema,
    run: async ({ run, reason }, context) => {
      await askRun(context.tx, context.spaceId, { runId: run, wanted: 'cancel', reason });
      context.audit(run, { reason });
      tell(context, hints);
      return answer(context, run);
    },
  });

export const suspendRun = ({ hints }: Deps) =>
  hubOperation({
    name: 'runs.suspend',
    summary: 'Hold a run where it is',
    description: 'What is under way outside is waited for and noted; nothing new is begun until it goes on.',
    access: 'flows.run',
    http: { method: 'POST', path: '/api/runs/{run}/suspend' },
    input: z.strictObject({ run: runIdSchema }),
    output: runSchema,
    run: async ({ run }, context) => {
      await askRun(context.tx, context.spaceId, { runId: run, wanted: 'suspend', reason: '' });
      context.audit(run);
      tell(context, hints);
      return answer(context, run);
    },
  });

export const resumeRun = ({ hints }: Deps) =>
  hubOperation({
    name: 'runs.resume',
    summary: 'Let a held run go on',
    access: 'flows.run',
    http: { method: 'POST', path: '/api/runs/{run}/resume' },
    input: z.strictObject({ run: runIdSchema }),
    output: runSchema,
    run: async ({ run }, context) => {
      await goOnWith(context.tx, context.spaceId, run);
      context.audit(run);
      tell(context, hints);
      return answer(context, run);
    },
  });

export const retryRun = ({ hints }: Deps) =>
  hubOperation({
    name: 'runs.retry',
    summary: 'Begin a run that is over again, at the task that failed or at another one',
    description:
      'What it did before that task stays done. Calls go out under the keys that they had; a sub-flow that failed goes on from its own failure. Of a run that was parked it is what failed before it was.',
    access: 'flows.run',
    http: { method: 'POST', path: '/api/runs/{run}/retry' },
    input: z.strictObject({
      run: runIdSchema,
      task: z.string().min(1).max(2_000).optional().describe('`key` of a journal entry.'),
    }),
    output: runSchema,
    run: async ({ run, task }, context) => {
      await retry(context.tx, context.spaceId, { runId: run, key: task });
      context.audit(run, { task });
      tell(context, hints);
      return answer(context, run);
    },
  });

export const dismissRun = () =>
  hubOperation({
    name: 'runs.dismiss',
    summary: 'Say that a run which failed or was parked is dealt with',
    description: 'It is no open dead letter any more. It stays as it is, and can still be retried.',
    access: 'flows.run',
    http: { method: 'POST', path: '/api/runs/{run}/dismiss' },
    hints: { idempotent: true },
    input: z.strictObject({
      run: runIdSchema,
      note: z.string().max(500).default('').describe('How, for whoever asks later.'),
    }),
    output: runSchema,
    run: async ({ run, note }, context) => {
      const { tx, spaceId, caller } = context;
      const byName = 'name' in caller ? caller.name : '';
      await dismiss(tx, spaceId, { runId: run, note, by: callerId(caller), byName });
      context.audit(run, { note });
      return answer(context, run);
    },
  });
