import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { knownEvents } from '../../hooks/known-events.ts';
import { sampleData } from '../../hooks/sample-event.ts';

export const sampleConnectorEvent = () =>
  hubOperation({
    name: 'connectors.sampleEvent',
    summary: 'An example of an event, as far as its connector says what it holds',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connector-event-sample' },
    input: z.strictObject({ type: z.string().min(1).max(200) }),
    output: z.strictObject({
      type: z.string(),
      known: z.boolean().describe('A connector of the space tells it.'),
      data: z.unknown(),
    }),
    run: async ({ type }, { tx, spaceId }) => {
      const connector = type.slice(0, Math.max(0, type.indexOf('.')));
      const event = (await knownEvents(tx, spaceId, { connector })).find((one) => one.type === type);
      // Other flows and the hub itself tell events too: that no connector does is no mistake of who asks.
      return {
        type,
        known: event !== undefined,
        data: event === undefined ? null : await sampleData(tx, spaceId, event),
      };
    },
  });
