import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { groupDetailSchema, groupNameSchema, memberIdsSchema } from '../../groups/shape.ts';
import {
  addGroup,
  addToGroup,
  changeGroup,
  findGroup,
  holdNames,
  keepInGroup,
  membersOf,
  requireGroup,
} from '../../groups/store.ts';

/** They are offered in one list, and looked through for a name. */
const mostGroups = 500;

export const saveGroup = () =>
  hubOperation({
    name: 'groups.save',
    summary: 'Make a group, or change it',
    description:
      'The group of this name is made where there is none; with `newName` it is an existing one that gets another name. ' +
      'Flows name groups by their names: after a new name they have to be changed too.',
    access: 'members.write',
    http: { method: 'PUT', path: '/api/groups' },
    hints: { idempotent: true },
    input: z.strictObject({
      name: groupNameSchema,
      newName: groupNameSchema.optional(),
      description: z.string().trim().max(500).optional().describe('Left as it is when left out.'),
      members: memberIdsSchema.optional().describe('All of its members; they stay when left out.'),
    }),
    output: groupDetailSchema,
    run: async ({ name, newName, description, members }, context) => {
      const { tx, spaceId } = context;
      const count = await holdNames(tx, spaceId);
      const before =
        newName === undefined ? await findGroup(tx, spaceId, name) : await requireGroup(tx, spaceId, name);
      if (before === undefined && count >= mostGroups)
        throw new HubError(
          'conflict',
          `A space has ${mostGroups} groups at most. Delete one that nobody needs.`,
        );
      const group = {
        groupId: before?.id ?? newId('grp'),
        // The name as it is written now: `leads` may become `Leads`.
        name: newName ?? name,
        description: description ?? before?.description ?? '',
      };
      const saved = await (before === undefined ? addGroup : changeGroup)(tx, spaceId, group);
      if (!saved) throw taken(group.name);
      if (members !== undefined) await setMembers(tx, spaceId, { groupId: group.groupId, userIds: members });
      await context.publish({
        type: before === undefined ? 'group.created' : 'group.changed',
        subject: group.groupId,
        data: { name: group.name, ...(before !== undefined && { before: before.name }) },
      });
      context.audit(group.groupId, {
        name: group.name,
        ...(before !== undefined && before.name !== group.name && { before: before.name }),
        ...(members !== undefined && { members }),
      });
      const after = await requireGroup(tx, spaceId, group.name);
      return { ...after, people: await membersOf(tx, spaceId, group.groupId) };
    },
  });

const taken = (name: string): HubError =>
  new HubError('already_exists', `There is a group "${name}" already.`, {
    problems: [{ path: 'newName', message: 'is the name of another group' }],
  });

const setMembers = async (
  tx: Tx,
  spaceId: string,
  wanted: { readonly groupId: string; readonly userIds: readonly string[] },
): Promise<void> => {
  await keepInGroup(tx, spaceId, wanted);
  const there = await addToGroup(tx, spaceId, wanted);
  const strangers = wanted.userIds.flatMap((userId, at) =>
    there.has(userId) ? [] : [{ path: `members[${at}]`, message: `"${userId}" is no member of this space` }],
  );
  if (strangers.length === 0) return;
  throw new HubError('input_invalid', 'Only members of the space can be in one of its groups.', {
    problems: strangers,
  });
};
