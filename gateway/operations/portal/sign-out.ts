import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { clearPortalCookie } from '../../portal/cookie.ts';
import { noteInSpace } from '../../portal/note.ts';
import { endSession } from '../../portal/store-visitors.ts';
import { portalSlug, visit, type PortalDeps } from '../../portal/visit.ts';
import { nothing } from '../../shapes.ts';

export const signOutOfPortal = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.signOut',
    summary: 'Sign out of a portal',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'DELETE', path: '/api/portal/{space}/session' },
    description: 'The session is over, whoever still has its cookie.',
    hints: { idempotent: true },
    input: z.strictObject({ space: portalSlug }),
    output: nothing,
    run: async ({ space }, context) => {
      const visited = await visit(deps, space, context);
      const { portal, exchange, session, visitor } = visited;
      const { spaceId } = portal;
      if (session !== null)
        await deps.db.inSpace(spaceId, async (tx) => {
          await endSession(tx, spaceId, session);
          if (visitor === null) return;
          const { consumerId, credentialId } = visitor;
          await noteInSpace(
            deps,
            { tx, context, visited: { ...visited, visitor } },
            { action: 'portal.signOut', target: consumerId, details: { credentialId } },
          );
        });
      clearPortalCookie(exchange, portal.slug);
      return {};
    },
  });
