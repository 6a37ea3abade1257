import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { FlowDeps } from '../../deps.ts';
import { variablesChanged } from '../../variables/known-variables.ts';
import { variableNameSchema, variableSchema, variableValueSchema } from '../../variables/shape.ts';
import { holdVariables, sizeOfVariables, writeVariable } from '../../variables/store-changes.ts';
import { findVariable } from '../../variables/store-variables.ts';
import { variableLimits } from '../../variables/variable-set.ts';
import { writer } from '../../writer.ts';
import { noVariable } from './get.ts';

export const setVariable = ({ hints }: Pick<FlowDeps, 'hints'>) =>
  hubOperation({
    name: 'variables.set',
    summary: 'Set a variable that flows of this space can read',
    description:
      'Expressions read it as `$ENV.NAME`. Runs that begin afterwards see the new value; those under way keep the one that they began with.',
    access: 'flows.write',
    http: { method: 'PUT', path: '/api/variables' },
    hints: { idempotent: true },
    input: z.strictObject({ name: variableNameSchema, value: variableValueSchema }),
    output: z.strictObject({
      variable: variableSchema,
      outcome: z.enum(['created', 'changed', 'unchanged']),
    }),
    run: async ({ name, value }, context) => {
      const { tx, spaceId, caller } = context;
      await holdVariables(tx, spaceId);
      const change = { name, value: JSON.stringify(value), ...writer(caller) };
      const outcome = await writeVariable(tx, spaceId, change);
      if (outcome !== 'unchanged') {
        checkRoom(await sizeOfVariables(tx, spaceId));
        tx.afterCommit(() => hints.broadcast(variablesChanged));
        await context.publish({ type: 'variable.set', subject: name, data: { name, outcome } });
      }
      context.audit(name, { outcome });
      const variable = await findVariable(tx, spaceId, name);
      if (variable === undefined) throw noVariable(name);
      return { variable, outcome };
    },
  });

const checkRoom = ({ count, letters }: { readonly count: number; readonly letters: number }): void => {
  if (count <= variableLimits.count && letters <= variableLimits.allLetters) return;
  throw new HubError(
    'conflict',
    `This space would have ${count} variables with ${letters} characters together; it may have ${variableLimits.count} with ${variableLimits.allLetters}. Delete some that no flow reads.`,
  );
};
