import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { flowsChanged, type FlowDeps } from '../../deps.ts';
import { flowNameSchema } from '../../shapes.ts';
import { replaceUses } from '../../store-uses.ts';
import { replaceTriggers } from '../../run/store-triggers.ts';
import { deleteFlow, noFlow } from '../../store-flows.ts';

export const removeFlow = (deps: Pick<FlowDeps, 'hints'>) =>
  hubOperation({
    name: 'flows.delete',
    summary: 'Delete a flow with all its versions',
    access: 'flows.publish',
    http: { method: 'DELETE', path: '/api/flows/{name}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ name: flowNameSchema }),
    output: z.strictObject({}),
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      if (!(await deleteFlow(tx, spaceId, name))) throw noFlow(name);
      await replaceUses(tx, { spaceId, flow: name }, null);
      await replaceTriggers(tx, { spaceId, flow: name, version: 0 }, null);
      tx.afterCommit(() => deps.hints.broadcast(flowsChanged));
      await context.publish({ type: 'flow.deleted', subject: name, data: { name } });
      context.audit(name);
      return {};
    },
  });
