import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { setPortalCookie } from '../../portal/cookie.ts';
import { limitVisits } from '../../portal/limits.ts';
import { noteInSpace } from '../../portal/note.ts';
import { visitorByKey } from '../../portal/store-visitors.ts';
import { portalSlug, visit, type PortalDeps } from '../../portal/visit.ts';
import { hashConsumerKey, keyShape } from '../../traffic/consumers/secret.ts';
import { shownVisitor, visitorSchema } from './shapes.ts';

export const signInToPortal = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.signIn',
    summary: 'Sign in to a portal with a key of a consumer',
    description: 'Sets a cookie for this portal alone, for an hour, and no longer than the key is good.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/portal/{space}/session' },
    hints: { sensitive: ['key'] },
    input: z.strictObject({ space: portalSlug, key: z.string().trim().min(1).max(1_000) }),
    output: visitorSchema,
    run: async ({ space, key }, context) => {
      const visited = await visit(deps, space, context);
      const { portal, exchange } = visited;
      const { spaceId, slug } = portal;
      await limitVisits(deps, portal, { what: 'sign-in', who: exchange.ip });
      const visitor = keyShape.test(key)
        ? await deps.db.readInSpace(spaceId, (tx) => visitorByKey(tx, spaceId, hashConsumerKey(key)))
        : null;
      if (visitor === null)
        throw new HubError('credentials_wrong', 'This key opens nothing here.', {
          problems: [{ path: 'key', message: 'opens nothing here' }],
        });
      const { consumerId, credentialId } = visitor;
      await deps.db.inSpace(spaceId, (tx) =>
        noteInSpace(
          deps,
          { tx, context, visited: { ...visited, visitor } },
          { action: 'portal.signIn', target: consumerId, details: { credentialId } },
        ),
      );
      setPortalCookie(exchange, slug, await deps.sessions.mint({ spaceId, consumerId, credentialId }));
      return shownVisitor(visitor);
    },
  });
