import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { asTool, flowsChanged, type FlowDeps } from '../../deps.ts';
import { callersOf } from '../../resources/store-resources.ts';
import { flowNameSchema } from '../../shapes.ts';
import { replaceUses } from '../../store-uses.ts';
import { replaceTriggers } from '../../run/store-triggers.ts';
import { replaceVariableUses } from '../../variables/store-uses.ts';
import { deleteFlow, noFlow } from '../../store-flows.ts';

export const removeFlow = (deps: Pick<FlowDeps, 'hints' | 'uses'>) =>
  hubOperation({
    name: 'flows.delete',
    summary: 'Delete a flow with all its versions',
    description: 'The answer says which toolsets offered it, and now offer it to nobody.',
    access: 'flows.publish',
    http: { method: 'DELETE', path: '/api/flows/{name}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ name: flowNameSchema }),
    output: z.strictObject({ toolsets: z.array(toolsetUseSchema) }),
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      const callers = await callersOf(tx, spaceId, name);
      if (callers.length > 0) throw called(name, callers);
      if (!(await deleteFlow(tx, spaceId, name))) throw noFlow(name);
      await replaceUses(tx, { spaceId, flow: name }, null);
      await replaceVariableUses(tx, { spaceId, flow: name }, []);
      await replaceTriggers(tx, { spaceId, flow: name, version: 0 }, null);
      tx.afterCommit(() => deps.hints.broadcast(flowsChanged));
      await context.publish({ type: 'flow.deleted', subject: name, data: { name } });
      const toolsets = (await deps.uses.toolsetsUsing(tx, spaceId, [asTool(name)])).get(asTool(name)) ?? [];
      context.audit(name, { toolsets: toolsets.map((toolset) => toolset.name) });
      return { toolsets };
    },
  });

/** They were promised that what they took stays as it was. */
const called = (name: string, callers: readonly string[]): HubError =>
  new HubError(
    'conflict',
    `"${name}" is called as a function by ${callers.map((one) => `"${one}"`).join(', ')}. Publish them without it, or delete them first.`,
    { details: { callers } },
  );
