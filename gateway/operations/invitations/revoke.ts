import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { findInvitation, revokeInvitation } from '../../invitations/store.ts';
import { idSchema, nothing } from '../../shapes.ts';

export const takeBackInvitation = () =>
  hubOperation({
    name: 'invitations.revoke',
    summary: 'Take an invitation back',
    access: 'members.write',
    http: { method: 'DELETE', path: '/api/invitations/{invitationId}' },
    hints: { destructive: true },
    input: z.strictObject({ invitationId: idSchema('inv') }),
    output: nothing,
    run: async ({ invitationId }, context) => {
      const { tx, spaceId } = context;
      const revoked = await revokeInvitation(tx, spaceId, invitationId);
      const invitation = await findInvitation(tx, spaceId, invitationId);
      if (invitation === undefined)
        throw new HubError('not_found', `There is no invitation "${invitationId}" in this space.`);
      if (!revoked)
        throw new HubError(
          'conflict',
          `This invitation is ${invitation.state}: there is nothing to take back.`,
        );
      const { email, role } = invitation;
      await context.publish({
        type: 'invitation.revoked',
        subject: invitationId,
        data: { invitationId, email, role },
      });
      context.audit(invitationId, { email, role });
      return {};
    },
  });
