import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { pastValueSchema, variableNameSchema, variableSchema } from '../../variables/shape.ts';
import { findVariable, variableHistory } from '../../variables/store-variables.ts';

export const noVariable = (name: string): HubError =>
  new HubError('not_found', `There is no variable "${name}" in this space.`);

export const getVariable = () =>
  hubOperation({
    name: 'variables.get',
    summary: 'A variable: its value, and which flows read it',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/variables/{variable}' },
    input: z.strictObject({ variable: variableNameSchema }),
    output: z.strictObject({ variable: variableSchema }),
    run: async ({ variable: name }, { tx, spaceId }) => {
      const variable = await findVariable(tx, spaceId, name);
      if (variable === undefined) throw noVariable(name);
      return { variable };
    },
  });

export const getVariableHistory = () =>
  hubOperation({
    name: 'variables.history',
    summary: 'What a variable was, and who set it',
    description:
      'Also of one that was deleted. A value that was replaced is kept for 90 days, and as long as there is a run that began with it.',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/variables/{variable}/history' },
    input: listInput(['setAt'], { variable: variableNameSchema }),
    output: page(pastValueSchema),
    run: async ({ variable, ...list }, { tx, spaceId }) => {
      const found = await variableHistory(tx, spaceId, { ...list, name: variable });
      const never = list.cursor === undefined && list.q === undefined && found.items.length === 0;
      if (never) throw noVariable(variable);
      return found;
    },
  });
