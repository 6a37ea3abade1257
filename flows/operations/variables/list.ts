import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { variableSchema } from '../../variables/shape.ts';
import { listVariables, variableSorts } from '../../variables/store-variables.ts';

export const listSpaceVariables = () =>
  hubOperation({
    name: 'variables.list',
    summary: 'The variables of this space, with their values',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/variables' },
    input: listInput(variableSorts, {}, 'name'),
    output: page(variableSchema),
    run: async (list, { tx, spaceId }) => listVariables(tx, spaceId, list),
  });
