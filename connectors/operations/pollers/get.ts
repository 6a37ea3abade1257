import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { pollerId, pollerSchema, shownPoller } from '../../hooks/poll/shape.ts';
import { requirePoller } from '../../hooks/poll/store-pollers.ts';

export const getPoller = () =>
  hubOperation({
    name: 'pollers.get',
    summary: 'One poller of this space',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/pollers/{pollerId}' },
    input: z.strictObject({ pollerId }),
    output: pollerSchema,
    run: async (input, { tx, spaceId }) => shownPoller(await requirePoller(tx, spaceId, input.pollerId)),
  });
