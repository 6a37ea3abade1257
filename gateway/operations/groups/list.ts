import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { groupSchema } from '../../groups/shape.ts';
import { groupSorts, listGroups } from '../../groups/store.ts';

export const listSpaceGroups = () =>
  hubOperation({
    name: 'groups.list',
    summary: 'The groups of people in this space',
    access: 'members.read',
    http: { method: 'GET', path: '/api/groups' },
    input: listInput(groupSorts, {}, 'name'),
    output: page(groupSchema),
    run: async (list, { tx, spaceId }) => listGroups(tx, spaceId, list),
  });
