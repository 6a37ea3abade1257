import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { pollerSchema, shownPoller } from '../../hooks/poll/shape.ts';
import { listPollers, pollerSorts, pollerStates } from '../../hooks/poll/store-pollers.ts';
import { connectorNameSchema } from '../../shapes.ts';

export const listSpacePollers = () =>
  hubOperation({
    name: 'pollers.list',
    summary: 'The pollers of this space',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/pollers' },
    input: listInput(pollerSorts, {
      connector: connectorNameSchema.optional(),
      state: z.enum([...pollerStates, 'failing']).optional(),
    }),
    output: page(pollerSchema),
    run: async ({ state, ...list }, { tx, spaceId }) => {
      const { items, next } = await listPollers(tx, spaceId, {
        ...list,
        state: state === 'failing' ? 'active' : state,
        failing: state === 'failing' ? true : undefined,
      });
      return { items: items.map(shownPoller), next };
    },
  });
