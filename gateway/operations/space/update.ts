import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { nameSchema } from '../../shapes.ts';
import { shownSpace, spaceSchema, spaceSettingsSchema } from '../../spaces/settings.ts';
import { changeSpace } from '../../spaces/store.ts';

export const updateSpace = () =>
  hubOperation({
    name: 'space.update',
    summary: 'Change the name or the settings of this space',
    access: 'space.write',
    http: { method: 'PATCH', path: '/api/space' },
    hints: { idempotent: true },
    input: z.strictObject({
      name: nameSchema.optional(),
      settings: spaceSettingsSchema.partial().optional(),
    }),
    output: spaceSchema,
    run: async (change, context) => {
      const { tx, spaceId } = context;
      const space = await changeSpace(tx, spaceId, change);
      if (space === undefined) throw new HubError('not_found', 'This space does not exist any more.');
      const shown = shownSpace(space);
      await context.publish({
        type: 'space.changed',
        subject: spaceId,
        data: { spaceId, name: shown.name, settings: shown.settings },
      });
      context.audit(spaceId, { ...change });
      return shown;
    },
  });
