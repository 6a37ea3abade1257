import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { groupDetailSchema, knownGroupSchema } from '../../groups/shape.ts';
import { membersOf, requireGroup } from '../../groups/store.ts';

export const getSpaceGroup = () =>
  hubOperation({
    name: 'groups.get',
    summary: 'One group, with its members',
    access: 'members.read',
    http: { method: 'GET', path: '/api/groups/{name}' },
    input: z.strictObject({ name: knownGroupSchema }),
    output: groupDetailSchema,
    run: async ({ name }, { tx, spaceId }) => {
      const group = await requireGroup(tx, spaceId, name);
      return { ...group, people: await membersOf(tx, spaceId, group.id) };
    },
  });
