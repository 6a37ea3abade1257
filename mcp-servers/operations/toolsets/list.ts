import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { toolsetSchema } from '../../toolsets/shapes.ts';
import { listToolsets, toolsetSorts } from '../../toolsets/store-toolsets.ts';

export const listSpaceToolsets = () =>
  hubOperation({
    name: 'toolsets.list',
    summary: 'The toolsets of this space',
    access: 'toolsets.read',
    http: { method: 'GET', path: '/api/toolsets' },
    input: listInput(toolsetSorts, {}),
    output: page(toolsetSchema),
    run: async (list, { tx, spaceId }) => listToolsets(tx, spaceId, list),
  });
