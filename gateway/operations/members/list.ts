import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { memberSchema } from '../../members/shape.ts';
import { listMembers, memberSorts } from '../../members/store.ts';
import { roleSchema } from '../../shapes.ts';

export const listSpaceMembers = () =>
  hubOperation({
    name: 'members.list',
    summary: 'The members of this space',
    access: 'members.read',
    http: { method: 'GET', path: '/api/members' },
    input: listInput(memberSorts, { role: roleSchema.optional() }),
    output: page(memberSchema),
    run: async (list, { tx, spaceId }) => listMembers(tx, spaceId, list),
  });
