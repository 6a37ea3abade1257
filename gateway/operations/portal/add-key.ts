import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { limitVisits } from '../../portal/limits.ts';
import { noteInSpace } from '../../portal/note.ts';
import { holdSession, requireNotLonger, requireSelfService, requireWithin } from '../../portal/own-keys.ts';
import { portalSlug, visitAsConsumer, type PortalDeps } from '../../portal/visit.ts';
import { consumersChanged } from '../../traffic/consumers/changed.ts';
import { makeCredential } from '../../traffic/consumers/make-credential.ts';
import { expiry, scopesSchema } from '../../traffic/consumers/shape.ts';
import { holdCredential } from '../../traffic/consumers/store-credentials.ts';
import { requireConsumer } from '../../traffic/consumers/store.ts';
import { madeKeySchema, shownKey } from './shapes.ts';

/** That can be shown today, of one consumer: whoever needs more asks the owners. */
const mostKeys = 20;
const dayMs = 86_400_000;

export const addPortalKey = (deps: PortalDeps) =>
  hubOperation({
    name: 'portal.addKey',
    summary: 'Add a key of the consumer that has signed in',
    description: 'It opens no more than the key that was signed in with, and for no longer.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'POST', path: '/api/portal/{space}/keys', status: 201 },
    hints: { sensitive: ['secret'] },
    input: z.strictObject({
      space: portalSlug,
      scopes: scopesSchema
        .optional()
        .describe('All that the key has that was signed in with, when left out.'),
      expiresInDays: expiry.optional().describe('As the key that was signed in with, when left out.'),
    }),
    output: madeKeySchema,
    run: async ({ space, scopes, expiresInDays }, context) => {
      const visited = await visitAsConsumer(deps, space, context);
      const { portal, visitor } = visited;
      const { spaceId } = portal;
      const { consumerId } = visitor;
      requireSelfService(visited);
      requireKnown(scopes, visitor.scopes);
      const wanted = scopes ?? visitor.keyScopes;
      requireWithin(visitor, wanted);
      const ends =
        expiresInDays === undefined
          ? visitor.expiresAt
          : new Date(context.clock.now().getTime() + expiresInDays * dayMs);
      requireNotLonger(visitor, ends);
      await limitVisits(deps, portal, { what: 'keys', who: consumerId });
      return deps.db.inSpace(spaceId, async (tx) => {
        await holdSession(tx, visited);
        const { credentials } = await requireConsumer(tx, spaceId, consumerId);
        if (credentials >= mostKeys)
          throw new HubError('conflict', `There are ${mostKeys} keys already. Revoke one that nobody uses.`);
        const made = await makeCredential(
          deps,
          { tx, spaceId },
          {
            ...{ consumerId, kind: 'key', scopes: wanted, identifier: undefined, secret: undefined },
            ...{ createdBy: consumerId, expires: ends },
          },
        );
        await consumersChanged(tx, spaceId, deps.hints);
        const { credentialId } = made;
        const data = { consumerId, credentialId, kind: 'key' };
        await deps.events.publish(tx, spaceId, [
          { type: 'consumer.credential.added', subject: consumerId, data },
        ]);
        await noteInSpace(
          deps,
          { tx, context, visited },
          { action: 'portal.addKey', target: credentialId, details: { consumerId, scopes: wanted } },
        );
        const key = shownKey(await holdCredential(tx, spaceId, { consumerId, credentialId }));
        return { key, secret: made.secret ?? '' };
      });
    },
  });

const requireKnown = (scopes: readonly string[] | undefined, held: readonly string[]): void => {
  const foreign = scopes?.find((scope) => !held.includes(scope));
  if (foreign === undefined) return;
  throw new HubError('input_invalid', `"${foreign}" is no scope that you have.`, {
    problems: [{ path: 'scopes', message: `must be among ${held.join(', ') || 'none'}` }],
  });
};
