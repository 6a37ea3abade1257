import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { currentAuthority } from '../../members/current-authority.ts';
import { requireMayGrant, requireMayTakeFrom, requireOwnerLeft } from '../../members/rules.ts';
import { memberSchema } from '../../members/shape.ts';
import { findMember, lockOwners, setRole } from '../../members/store.ts';
import { idSchema, roleSchema } from '../../shapes.ts';

export const changeMemberRole = () =>
  hubOperation({
    name: 'members.changeRole',
    summary: 'Give a member another role',
    access: 'members.write',
    http: { method: 'PATCH', path: '/api/members/{userId}' },
    hints: { idempotent: true },
    input: z.strictObject({ userId: idSchema('usr'), role: roleSchema }),
    output: memberSchema,
    run: async ({ userId, role }, context) => {
      const { tx, spaceId } = context;
      // Owners first, in one order for everybody: two changes at once wait for each other instead of crossing.
      const owners = await lockOwners(tx, spaceId);
      const authority = await currentAuthority(context, { permission: 'members.write', member: userId });
      const member = await findMember(tx, spaceId, userId);
      if (member === undefined)
        throw new HubError('not_found', `There is no member "${userId}" in this space.`);
      if (member.role === role) return member;
      if (member.fromProvider)
        throw new HubError('conflict', 'This role comes from the identity provider. Change it there.');
      requireMayTakeFrom(authority, member.role);
      requireMayGrant(authority, role);
      if (member.role === 'owner') requireOwnerLeft(owners, userId);
      await setRole(tx, spaceId, { userId, role });
      await context.publish({
        type: 'member.changed',
        subject: userId,
        data: { userId, name: member.name, role, before: member.role },
      });
      context.audit(userId, { role, before: member.role });
      return { ...member, role };
    },
  });
