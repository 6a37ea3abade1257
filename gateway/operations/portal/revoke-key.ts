import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { clearPortalCookie } from '../../portal/cookie.ts';
import { limitVisits } from '../../portal/limits.ts';
import { noteInSpace } from '../../portal/note.ts';
import { holdOwnKey, holdSession, requireSelfService, requireWithin } from '../../portal/own-keys.ts';
import { portalSlug, visitAsConsumer, type PortalDeps } from '../../portal/visit.ts';
import { nothing } from '../../shapes.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { credentialId } from '../../traffic/consumers/shape.ts';
import { revokeCredential } from '../../traffic/consumers/store-credentials.ts';

export const revokePortalKey = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.revokeKey',
    summary: 'Revoke a key of the consumer that has signed in',
    description:
      'It opens nothing any more within a second, for ever. Whoever signed in with it is signed out.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'DELETE', path: '/api/portal/{space}/keys/{credentialId}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ space: portalSlug, credentialId }),
    output: nothing,
    run: async ({ space, credentialId: revoked }, context) => {
      const visited = await visitAsConsumer(deps, space, context);
      const { portal, visitor, exchange } = visited;
      const { spaceId, slug } = portal;
      const { consumerId } = visitor;
      requireSelfService(visited);
      await limitVisits(deps, portal, { what: 'keys', who: consumerId });
      const place = { consumerId, credentialId: revoked };
      await deps.db.inSpace(spaceId, async (tx) => {
        await holdSession(tx, visited);
        requireWithin(visitor, (await holdOwnKey(tx, spaceId, place)).scopes);
        const done = await revokeCredential(tx, spaceId, place);
        await noteInSpace(
          deps,
          { tx, context, visited },
          { action: 'portal.revokeKey', target: revoked, details: { consumerId } },
        );
        if (!done) return;
        await consumersChanged(tx, spaceId, deps.hints);
        const data = { ...place, kind: 'key' };
        await deps.events.publish(tx, spaceId, [
          { type: 'consumer.credential.revoked', subject: consumerId, data },
        ]);
      });
      if (visitor.credentialId === revoked) clearPortalCookie(exchange, slug);
      return {};
    },
  });
