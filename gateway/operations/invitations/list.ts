import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { invitationSchema } from '../../invitations/shape.ts';
import { invitationSorts, invitationStates, listInvitations } from '../../invitations/store.ts';

export const listSpaceInvitations = () =>
  hubOperation({
    name: 'invitations.list',
    summary: 'The invitations to this space',
    access: 'members.read',
    http: { method: 'GET', path: '/api/invitations' },
    input: listInput(invitationSorts, { state: z.enum(invitationStates).optional() }),
    output: page(invitationSchema),
    run: async (list, { tx, spaceId }) => listInvitations(tx, spaceId, list),
  });
