import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { addMember } from '../../members/store.ts';
import { ownPerson } from '../../people/account.ts';
import { nameSchema } from '../../shapes.ts';
import { shownSpace, spaceSchema } from '../../spaces/settings.ts';
import { slugSchema } from '../../spaces/slug.ts';
import { addSpace } from '../../spaces/store.ts';

export const createSpace = (deps: Pick<GatewayDeps, 'events' | 'audit'>) =>
  hubOperation({
    name: 'spaces.create',
    summary: 'Create a space',
    description: 'For the owner of the installation, who becomes the owner of the new space too.',
    access: 'user',
    transaction: 'system',
    http: { method: 'POST', path: '/api/spaces', status: 201 },
    input: z.strictObject({ slug: slugSchema, name: nameSchema }),
    output: spaceSchema,
    run: async ({ slug, name }, context) => {
      const { tx, caller, requestId } = context;
      const { userId, name: personName, installationOwner } = await ownPerson(tx, caller);
      if (!installationOwner)
        throw new HubError('forbidden', 'Only the owner of the installation can create spaces.');
      const spaceId = newId('spc');
      const space = await addSpace(tx, { spaceId, slug, name });
      if (space === undefined)
        throw new HubError('already_exists', `There is a space "${slug}" already. Take another slug.`, {
          problems: [{ path: 'slug', message: 'is taken' }],
        });
      await addMember(tx, spaceId, { userId, role: 'owner' });
      await deps.events.publish(tx, spaceId, [
        { type: 'space.created', subject: spaceId, data: { spaceId, slug, name, createdBy: userId } },
      ]);
      // The first entry of the new space's own chain; the installation's chain has one as well.
      await deps.audit.append(tx, spaceId, {
        actor: userId,
        actorName: personName,
        action: 'spaces.create',
        target: spaceId,
        details: { slug, name },
        ip: context.exchange?.ip ?? null,
        requestId,
      });
      context.audit(spaceId, { slug, name });
      return shownSpace(space);
    },
  });
