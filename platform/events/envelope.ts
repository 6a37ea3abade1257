import type { HubEvent } from '../../core/event.ts';

/** What the outbox keeps of an event. */
export interface EventRow {
  readonly eventId: string;
  readonly spaceId: string;
  readonly type: string;
  readonly subject: string | null;
  readonly data: unknown;
  readonly time: Date;
  /** Null for the hub's own. */
  readonly origin?: { readonly id?: string; readonly source?: string; readonly attributes?: object } | null;
}

export const eventColumns = (table: string): string =>
  ['event_id as "eventId"', 'space_id as "spaceId"', 'type', 'subject', 'data', 'time', 'origin']
    .map((column) => `${table}.${column}`)
    .join(', ');

const source = '/app-connect';

export const toEvent = (row: EventRow): HubEvent => ({
  ...row.origin?.attributes,
  specversion: '1.0',
  id: row.origin?.id ?? row.eventId,
  source: row.origin?.source ?? source,
  type: row.type,
  time: row.time.toISOString(),
  ...(row.subject === null ? {} : { subject: row.subject }),
  datacontenttype: 'application/json',
  hubspace: row.spaceId,
  data: row.data,
});
