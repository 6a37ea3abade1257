import type { HubEvent } from '../../core/event.ts';

/** What the outbox keeps of an event. */
export interface EventRow {
  readonly eventId: string;
  readonly spaceId: string;
  readonly type: string;
  readonly subject: string | null;
  readonly data: unknown;
  readonly time: Date;
}

export const eventColumns = (table: string): string =>
  ['event_id as "eventId"', 'space_id as "spaceId"', 'type', 'subject', 'data', 'time']
    .map((column) => `${table}.${column}`)
    .join(', ');

const source = '/app-connect';

export const toEvent = (row: EventRow): HubEvent => ({
  specversion: '1.0',
  id: row.eventId,
  source,
  type: row.type,
  time: row.time.toISOString(),
  ...(row.subject === null ? {} : { subject: row.subject }),
  datacontenttype: 'application/json',
  hubspace: row.spaceId,
  data: row.data,
});
