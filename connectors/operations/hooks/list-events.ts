import { z } from 'zod';
import { instantTextOrNull } from '../../../core/instant-text.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { knownEvents } from '../../hooks/known-events.ts';
import { connectorNameSchema } from '../../shapes.ts';

/** A document may tell of very many. */
const mostEvents = 5_000;

export const listConnectorEvents = () =>
  hubOperation({
    name: 'connectors.listEvents',
    summary: 'The events that connectors of the space tell',
    description:
      'What the connectors in use say that they tell, what their endpoints have taken in the last seven days, and what pollers tell. By these types flows listen to them.',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/connector-events' },
    input: z.strictObject({ connector: connectorNameSchema.optional() }),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          type: z.string(),
          connector: z.string(),
          title: z.string().describe('Of the connector.'),
          summary: z.string(),
          origin: z.enum(['webhook', 'poller']),
          by: z
            .array(z.strictObject({ kind: z.enum(['hook', 'poller']), id: z.string(), name: z.string() }))
            .describe('Endpoints and pollers that bring it; none of them: it does not come yet.'),
          lastAt: z.iso.datetime().nullable().describe('When a webhook brought it last.'),
        }),
      ),
    }),
    run: async ({ connector }, { tx, spaceId }) => {
      const events = await knownEvents(tx, spaceId, { connector });
      return {
        items: events.slice(0, mostEvents).map(({ type, title, summary, origin, by, ...event }) => ({
          ...{ type, connector: event.connector, title, summary, origin },
          by: by.map((one) => ({ ...one })),
          lastAt: instantTextOrNull(event.lastAt),
        })),
      };
    },
  });
