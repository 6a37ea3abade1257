import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { currentAuthority } from '../../members/current-authority.ts';
import { requireMayTakeFrom, requireOwnerLeft } from '../../members/rules.ts';
import { findMember, lockOwners, removeMember } from '../../members/store.ts';
import { idSchema, nothing } from '../../shapes.ts';

export const removeSpaceMember = () =>
  hubOperation({
    name: 'members.remove',
    summary: 'Remove a member from this space',
    description:
      'The account stays; it may be a member of other spaces. API keys belong to the space and stay too.',
    access: 'members.write',
    http: { method: 'DELETE', path: '/api/members/{userId}' },
    hints: { destructive: true },
    input: z.strictObject({ userId: idSchema('usr') }),
    output: nothing,
    run: async ({ userId }, context) => {
      const { tx, spaceId } = context;
      const owners = await lockOwners(tx, spaceId);
      const authority = await currentAuthority(context, { permission: 'members.write', member: userId });
      const member = await findMember(tx, spaceId, userId);
      if (member === undefined)
        throw new HubError('not_found', `There is no member "${userId}" in this space.`);
      if (member.fromProvider)
        throw new HubError(
          'conflict',
          'This member comes from the identity provider and would come back. Take the role away there.',
        );
      requireMayTakeFrom(authority, member.role);
      if (member.role === 'owner') requireOwnerLeft(owners, userId);
      await removeMember(tx, spaceId, userId);
      const data = { userId, name: member.name, role: member.role };
      await context.publish({ type: 'member.removed', subject: userId, data });
      context.audit(userId, { role: member.role });
      return {};
    },
  });
