import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { noInput } from '../../shapes.ts';
import { shownSpace, spaceSchema } from '../../spaces/settings.ts';
import { findSpace } from '../../spaces/store.ts';

export const getSpace = () =>
  hubOperation({
    name: 'space.get',
    summary: 'This space and its settings',
    access: 'space.read',
    http: { method: 'GET', path: '/api/space' },
    input: noInput,
    output: spaceSchema,
    run: async (_input, { tx, spaceId }) => {
      const space = await findSpace(tx, spaceId);
      if (space === undefined) throw new HubError('not_found', 'This space does not exist any more.');
      return shownSpace(space);
    },
  });
