import { z } from 'zod';
import { eventSchema } from '../../../core/event.ts';
import type { EventBus } from '../../../core/ports.ts';
import { without } from '../../../core/without.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { newId } from '../../../platform/ids.ts';
import { approvalEvents } from '../../approvals/facts.ts';
import { readCloudEvents } from '../../cloud-events.ts';

const told: ReadonlySet<string> = new Set(approvalEvents);

const given = z
  .looseObject({
    specversion: z.literal('1.0').default('1.0'),
    id: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Together with `source` it makes a repeated event the same one.'),
    source: z.string().min(1).max(500).default('/api/events'),
    type: eventSchema.shape.type
      .max(200)
      // Flows go on by these: whoever may send events must not be able to answer for people.
      .refine(
        (type) => !told.has(type),
        'is told by the hub alone: answer with POST /api/approvals/{approval}/answer',
      ),
    subject: z.string().min(1).max(500).optional(),
    time: z.iso.datetime({ offset: true }).optional(),
    datacontenttype: z.string().max(100).optional(),
    data: z.unknown().optional(),
  })
  .describe('A CloudEvent.');

/** What the hub has a place of its own for; what else an event says are its further attributes. */
const own = ['specversion', 'datacontenttype', 'id', 'source', 'type', 'subject', 'time', 'data'];

export const publishEvents = ({ events }: { readonly events: EventBus<Tx> }) =>
  hubOperation({
    name: 'events.publish',
    summary: 'Tell the flows of a space that something has happened',
    description:
      'The body may also be a CloudEvent itself, structured or binary, or a batch of up to 100. Events begin flows and reach those that listen; each counts once, however often it is sent.',
    access: 'flows.run',
    http: {
      method: 'POST',
      path: '/api/events',
      status: 202,
      maxBytes: 16 * 1024 * 1024,
      reads: readCloudEvents,
    },
    input: z.strictObject({ events: z.array(given).min(1).max(100) }),
    output: z.strictObject({ ids: z.array(z.string()) }),
    run: async (input, context) => {
      const facts = input.events.map((event) => {
        const { id, source, type, subject, time, data } = event;
        const attributes = without(event, own);
        return {
          ...{ type, source, id: id ?? newId('evt') },
          ...(subject !== undefined && { subject }),
          data: data ?? null,
          attributes: { ...attributes, ...(time !== undefined && { time }) },
        };
      });
      await events.publish(context.tx, context.spaceId, facts);
      context.audit(facts[0]?.type ?? '', { events: facts.length });
      return { ids: facts.map(({ id }) => id) };
    },
  });
