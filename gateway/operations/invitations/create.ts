import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { invitationSchema } from '../../invitations/shape.ts';
import { addInvitation } from '../../invitations/store.ts';
import { currentAuthority } from '../../members/current-authority.ts';
import { requireMayGrant } from '../../members/rules.ts';
import { isMemberByEmail } from '../../members/store.ts';
import { emailSchema, roleSchema } from '../../shapes.ts';
import { hashToken, newOpaqueToken } from '../../sign-in/opaque-token.ts';

export const createInvitation = (deps: Pick<GatewayDeps, 'publicUrl'>) =>
  hubOperation({
    name: 'invitations.create',
    summary: 'Invite somebody to this space',
    description: 'Answers a link for that person. It is shown once, works once, and for seven days.',
    access: 'members.write',
    http: { method: 'POST', path: '/api/invitations', status: 201 },
    hints: { sensitive: ['link'] },
    input: z.strictObject({ email: emailSchema, role: roleSchema }),
    output: z.strictObject({ invitation: invitationSchema, link: z.string() }),
    run: async ({ email, role }, context) => {
      const { tx, spaceId, caller } = context;
      requireMayGrant(await currentAuthority(context, { permission: 'members.write' }), role);
      if (await isMemberByEmail(tx, spaceId, email))
        throw new HubError('already_exists', `${email} is a member of this space already.`, {
          problems: [{ path: 'email', message: 'is a member already' }],
        });
      const token = newOpaqueToken();
      const invitationId = newId('inv');
      const invitation = await addInvitation(tx, spaceId, {
        ...{ invitationId, email, role },
        tokenHash: hashToken(token),
        invitedBy: callerId(caller),
      });
      if (invitation === undefined)
        throw new HubError(
          'already_exists',
          `${email} is invited already. Take that invitation back first.`,
          {
            problems: [{ path: 'email', message: 'is invited already' }],
          },
        );
      const data = { invitationId, email, role, invitedBy: callerId(caller) };
      await context.publish({ type: 'member.invited', subject: invitationId, data });
      context.audit(invitationId, { email, role });
      const origin = deps.publicUrl ?? context.exchange?.origin ?? '';
      // In the fragment, which browsers send to nobody.
      return { invitation, link: `${origin.replace(/\/$/, '')}/invitation#${token}` };
    },
  });
