import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { FlowDeps } from '../../deps.ts';
import { variablesChanged } from '../../variables/known-variables.ts';
import { variableNameSchema } from '../../variables/shape.ts';
import { endVariable, holdVariables } from '../../variables/store-changes.ts';
import { findVariable } from '../../variables/store-variables.ts';
import { writer } from '../../writer.ts';
import { noVariable } from './get.ts';

export const removeVariable = ({ hints }: Pick<FlowDeps, 'hints'>) =>
  hubOperation({
    name: 'variables.delete',
    summary: 'Delete a variable that no flow in use reads',
    description: 'Runs under way keep the value that they began with.',
    access: 'flows.write',
    http: { method: 'DELETE', path: '/api/variables/{variable}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ variable: variableNameSchema }),
    output: z.strictObject({}),
    run: async ({ variable: name }, context) => {
      const { tx, spaceId, caller } = context;
      await holdVariables(tx, spaceId);
      const variable = await findVariable(tx, spaceId, name);
      if (variable === undefined) throw noVariable(name);
      if (variable.usedBy.length > 0) throw inUse(name, variable.usedBy);
      await endVariable(tx, spaceId, { name, ...writer(caller) });
      tx.afterCommit(() => hints.broadcast(variablesChanged));
      await context.publish({ type: 'variable.deleted', subject: name, data: { name } });
      context.audit(name);
      return {};
    },
  });

const mostNamed = 10;

const inUse = (name: string, flows: readonly string[]): HubError => {
  const named = flows
    .slice(0, mostNamed)
    .map((flow) => `"${flow}"`)
    .join(', ');
  const more = flows.length > mostNamed ? ` and ${flows.length - mostNamed} more` : '';
  return new HubError(
    'conflict',
    `The variable "${name}" is read by ${named}${more}. Publish what does without it, then delete it.`,
    { details: { flows: [...flows] } },
  );
};
