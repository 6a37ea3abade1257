import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { openInvitationOf } from '../../invitations/accept.ts';
import { linkTokenSchema, roleSchema } from '../../shapes.ts';
import { limitAddress } from '../../sign-in/attempts.ts';
import { exchangeOf } from '../../sign-in/cookies.ts';

export const previewInvitation = (deps: Pick<GatewayDeps, 'db' | 'limiter'>) =>
  hubOperation({
    name: 'invitation.preview',
    summary: 'What an invitation is for',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/invitation/preview' },
    // A POST, so that the token stands in no address and no log.
    hints: { readOnly: true, sensitive: ['token'] },
    input: z.strictObject({ token: linkTokenSchema }),
    output: z.strictObject({
      space: z.strictObject({ slug: z.string(), name: z.string() }),
      email: z.string(),
      role: roleSchema,
    }),
    run: async ({ token }, context) => {
      await limitAddress(deps, exchangeOf(context).ip);
      const { slug, spaceName, email, role } = await deps.db.asSystem((tx) => openInvitationOf(tx, token));
      return { space: { slug, name: spaceName }, email, role };
    },
  });
