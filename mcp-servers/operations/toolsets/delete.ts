import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import { toolsetsChanged } from '../../toolsets/known-toolsets.ts';
import { nameShape } from '../../toolsets/shapes.ts';
import { deleteToolset, noToolset } from '../../toolsets/store-toolsets.ts';

export const removeToolset = ({ hints }: Pick<ToolsetDeps, 'hints'>) =>
  hubOperation({
    name: 'toolsets.delete',
    summary: 'Delete a toolset with its versions',
    description:
      'Whoever is connected to it finds nothing there any more. What was called stays in the log of calls.',
    access: 'toolsets.publish',
    http: { method: 'DELETE', path: '/api/toolsets/{name}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject(nameShape),
    output: z.strictObject({}),
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      if (!(await deleteToolset(tx, spaceId, name))) throw noToolset(name);
      tx.afterCommit(() => hints.broadcast(toolsetsChanged));
      await context.publish({ type: 'toolset.deleted', subject: name, data: { name } });
      context.audit(name);
      return {};
    },
  });
