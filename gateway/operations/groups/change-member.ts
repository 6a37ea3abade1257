import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation, type CallContext } from '../../../platform/invoke/context.ts';
import { groupDetailSchema, knownGroupSchema } from '../../groups/shape.ts';
import { addToGroup, membersOf, removeFromGroup, requireGroup, type Group } from '../../groups/store.ts';
import { idSchema } from '../../shapes.ts';

const input = z.strictObject({ name: knownGroupSchema, userId: idSchema('usr') });

const changed = async (context: CallContext, { id, name }: Group, userId: string) => {
  const { tx, spaceId } = context;
  await context.publish({ type: 'group.changed', subject: id, data: { name } });
  context.audit(id, { name, userId });
  return { ...(await requireGroup(tx, spaceId, name)), people: await membersOf(tx, spaceId, id) };
};

export const addGroupMember = () =>
  hubOperation({
    name: 'groups.addMember',
    summary: 'Put a member of the space into a group',
    access: 'members.write',
    http: { method: 'PUT', path: '/api/groups/{name}/members/{userId}' },
    hints: { idempotent: true },
    input,
    output: groupDetailSchema,
    run: async ({ name, userId }, context) => {
      const { tx, spaceId } = context;
      const group = await requireGroup(tx, spaceId, name);
      const there = await addToGroup(tx, spaceId, { groupId: group.id, userIds: [userId] });
      if (!there.has(userId))
        throw new HubError('not_found', `There is no member "${userId}" in this space.`);
      return changed(context, group, userId);
    },
  });

export const removeGroupMember = () =>
  hubOperation({
    name: 'groups.removeMember',
    summary: 'Take somebody out of a group',
    access: 'members.write',
    http: { method: 'DELETE', path: '/api/groups/{name}/members/{userId}' },
    input,
    output: groupDetailSchema,
    run: async ({ name, userId }, context) => {
      const { tx, spaceId } = context;
      const group = await requireGroup(tx, spaceId, name);
      if (!(await removeFromGroup(tx, spaceId, { groupId: group.id, userId })))
        throw new HubError('not_found', `"${userId}" is not in the group "${group.name}".`);
      return changed(context, group, userId);
    },
  });
