import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { knownGroupSchema } from '../../groups/shape.ts';
import { deleteGroup, requireGroup } from '../../groups/store.ts';
import { nothing } from '../../shapes.ts';

export const removeGroup = () =>
  hubOperation({
    name: 'groups.delete',
    summary: 'Delete a group',
    description:
      'The people stay members of the space. Questions that the group was asked can then be answered by their links only.',
    access: 'members.write',
    http: { method: 'DELETE', path: '/api/groups/{name}' },
    hints: { destructive: true },
    input: z.strictObject({ name: knownGroupSchema }),
    output: nothing,
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      const group = await requireGroup(tx, spaceId, name);
      await deleteGroup(tx, spaceId, group.id);
      await context.publish({ type: 'group.deleted', subject: group.id, data: { name: group.name } });
      context.audit(group.id, { name: group.name, members: group.members });
      return {};
    },
  });
