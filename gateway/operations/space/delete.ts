import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { GatewayDeps } from '../../deps.ts';
import { nothing } from '../../shapes.ts';
import { writeJournal } from '../../sign-in/journal.ts';
import { defaultSpaceSlug } from '../../spaces/slug.ts';
import { deleteSpace, findSpace } from '../../spaces/store.ts';

export const removeSpace = (deps: Pick<GatewayDeps, 'events'>) =>
  hubOperation({
    name: 'space.delete',
    summary: 'Delete this space with everything in it',
    description: 'Its slug is typed again to confirm. Its audit trail stays.',
    access: 'space.delete',
    // Over all spaces, because the fact that it is gone cannot stand under the space itself.
    transaction: 'system',
    http: { method: 'POST', path: '/api/space/delete' },
    hints: { destructive: true },
    input: z.strictObject({ slug: z.string().max(60) }),
    output: nothing,
    run: async ({ slug }, context) => {
      const { tx, spaceId } = context;
      const space = await findSpace(tx, spaceId);
      if (space === undefined) throw new HubError('not_found', 'This space does not exist any more.');
      if (space.slug === defaultSpaceSlug)
        throw new HubError('conflict', 'The default space cannot be deleted: every installation has it.');
      if (slug !== space.slug)
        throw new HubError('input_invalid', `Type "${space.slug}" to confirm. Nothing was deleted.`, {
          problems: [{ path: 'slug', message: `must be "${space.slug}"` }],
        });
      await deleteSpace(tx, spaceId);
      const data = { spaceId, slug: space.slug, name: space.name };
      await writeJournal(deps, tx, { type: 'space.deleted', subject: spaceId, data });
      context.audit(spaceId, { slug: space.slug, name: space.name });
      return {};
    },
  });
