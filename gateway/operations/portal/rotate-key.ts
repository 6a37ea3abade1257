import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { setPortalCookie } from '../../portal/cookie.ts';
import { limitVisits } from '../../portal/limits.ts';
import { noteInSpace } from '../../portal/note.ts';
import {
  holdOwnKey,
  holdSession,
  requireNotLonger,
  requireSelfService,
  requireWithin,
} from '../../portal/own-keys.ts';
import { portalSlug, visitAsConsumer, type PortalDeps } from '../../portal/visit.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { makeCredential } from '../../traffic/consumers/make-credential.ts';
import { credentialId } from '../../traffic/consumers/shape.ts';
import {
  expireCredential,
  holdCredential,
  revokeCredential,
} from '../../traffic/consumers/store-credentials.ts';
import { madeKeySchema, shownKey } from './shapes.ts';

const mostOverlapSeconds = 7 * 86_400;

export const rotatePortalKey = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.rotateKey',
    summary: 'Put a new key in the place of one',
    description:
      'With the same scopes and the same end. The old one goes on beside it for `overlapSeconds`. Whoever signed in with it stays signed in, with the new one.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/portal/{space}/keys/{credentialId}/rotate', status: 201 },
    hints: { sensitive: ['secret'] },
    input: z.strictObject({
      space: portalSlug,
      credentialId,
      overlapSeconds: z.number().int().min(0).max(mostOverlapSeconds).default(0),
    }),
    output: madeKeySchema,
    run: async ({ space, credentialId: rotated, overlapSeconds }, context) => {
      const visited = await visitAsConsumer(deps, space, context);
      const { portal, visitor, exchange } = visited;
      const { spaceId, slug } = portal;
      const { consumerId } = visitor;
      requireSelfService(visited);
      await limitVisits(deps, portal, { what: 'keys', who: consumerId });
      const place = { consumerId, credentialId: rotated };
      const made = await deps.db.inSpace(spaceId, async (tx) => {
        await holdSession(tx, visited);
        const { state, scopes, expiresAt } = await holdOwnKey(tx, spaceId, place);
        if (state !== 'active')
          throw new HubError('conflict', `This key is ${state}. Rotate one that is in use, or add one.`);
        const expires = expiresAt === null ? null : new Date(expiresAt);
        requireWithin(visitor, scopes);
        requireNotLonger(visitor, expires);
        if (overlapSeconds === 0) await revokeCredential(tx, spaceId, place);
        else await expireCredential(tx, spaceId, { ...place, inSeconds: overlapSeconds });
        const successor = await makeCredential(
          deps,
          { tx, spaceId },
          {
            ...{ consumerId, kind: 'key', scopes, identifier: undefined, secret: undefined },
            ...{ createdBy: consumerId, expires },
          },
        );
        await consumersChanged(tx, spaceId, deps.hints);
        const data = { ...place, kind: 'key', successor: successor.credentialId };
        await deps.events.publish(tx, spaceId, [
          { type: 'consumer.credential.rotated', subject: consumerId, data },
        ]);
        await noteInSpace(
          deps,
          { tx, context, visited },
          { action: 'portal.rotateKey', target: rotated, details: { ...data, overlapSeconds } },
        );
        const next = { consumerId, credentialId: successor.credentialId };
        const key = shownKey(await holdCredential(tx, spaceId, next));
        return { key, secret: successor.secret ?? '' };
      });
      if (visitor.credentialId === rotated) {
        const session = { spaceId, consumerId, credentialId: made.key.id };
        setPortalCookie(exchange, slug, await deps.sessions.mint(session));
      }
      return made;
    },
  });
