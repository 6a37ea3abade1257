import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { invitationSchema } from '../../invitations/shape.ts';
import { findInvitation } from '../../invitations/store.ts';
import { idSchema } from '../../shapes.ts';

export const getSpaceInvitation = () =>
  hubOperation({
    name: 'invitations.get',
    summary: 'One invitation to this space',
    access: 'members.read',
    http: { method: 'GET', path: '/api/invitations/{invitationId}' },
    input: z.strictObject({ invitationId: idSchema('inv') }),
    output: invitationSchema,
    run: async ({ invitationId }, { tx, spaceId }) => {
      const invitation = await findInvitation(tx, spaceId, invitationId);
      if (invitation === undefined)
        throw new HubError('not_found', `There is no invitation "${invitationId}" in this space.`);
      return invitation;
    },
  });
