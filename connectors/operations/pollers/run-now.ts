import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { HookDeps } from '../../hooks/deps.ts';
import { runPollerName } from '../../hooks/poll/run-poller.ts';
import { pollerId } from '../../hooks/poll/shape.ts';
import { requirePoller } from '../../hooks/poll/store-pollers.ts';

export const runPollerNow = ({ jobs }: Pick<HookDeps, 'jobs'>) =>
  hubOperation({
    name: 'pollers.runNow',
    summary: 'Run a poller now, also one that rests',
    description: 'Answers the job of the run that is under way, if there is one.',
    access: 'connectors.write',
    http: { method: 'POST', path: '/api/pollers/{pollerId}/run' },
    input: z.strictObject({ pollerId }),
    output: z.strictObject({ jobId: z.string() }),
    run: async (input, context) => {
      const { tx, spaceId } = context;
      await requirePoller(tx, spaceId, input.pollerId);
      const payload = { pollerId: input.pollerId, asked: true };
      const [jobId = ''] = await jobs.add(tx, [
        { name: runPollerName, spaceId, key: input.pollerId, payload },
      ]);
      context.audit(input.pollerId, { jobId });
      return { jobId };
    },
  });
