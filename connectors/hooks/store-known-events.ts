import type { EventPlan, JsonSchema } from '../../core/connector.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { EventRules } from './events.ts';
import type { Tracking } from './poll/tracking.ts';

/** What the version in use of a connector says of its events. */
export interface DeclaredEvents {
  readonly connector: string;
  readonly title: string;
  readonly events: readonly EventPlan[];
  readonly webhook: Readonly<Record<string, unknown>> | null;
}

export interface EventHook {
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  readonly events: EventRules;
}

export interface EventPoller {
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  readonly operation: string;
  readonly tracking: Tracking;
}

export interface ReceivedEvent {
  readonly endpointId: string;
  readonly type: string;
  readonly at: Date;
}

/** All of a space, or of one of its connectors. */
export interface EventsWanted {
  readonly connector?: string | undefined;
}

export const declaredEvents = (
  tx: Tx,
  spaceId: string,
  { connector }: EventsWanted,
): Promise<DeclaredEvents[]> =>
  tx.query(
    `select c.name as connector, c.title, v.plan -> 'events' as events, v.plan -> 'webhook' as webhook
     from connectors c join connector_versions v
       on v.space_id = c.space_id and v.connector = c.name and v.version = c.current_version
     where c.space_id = $1 and ($2::text is null or c.name = $2)`,
    [spaceId, connector ?? null],
  );

export const hooksWithEvents = (tx: Tx, spaceId: string, { connector }: EventsWanted): Promise<EventHook[]> =>
  tx.query(
    `select endpoint_id as id, name, connector, events from hook_endpoints
     where space_id = $1 and ($2::text is null or connector = $2) order by endpoint_id`,
    [spaceId, connector ?? null],
  );

export const pollersWithEvents = (
  tx: Tx,
  spaceId: string,
  { connector }: EventsWanted,
): Promise<EventPoller[]> =>
  tx.query(
    `select poller_id as id, name, connector, operation, tracking from pollers
     where space_id = $1 and ($2::text is null or connector = $2) order by poller_id`,
    [spaceId, connector ?? null],
  );

/** An endpoint may have taken millions: its latest tell what it takes. */
const latest = 500;

/** What endpoints have taken, each type once. */
export const receivedTypes = (
  tx: Tx,
  spaceId: string,
  { connector }: EventsWanted,
): Promise<ReceivedEvent[]> =>
  tx.query(
    `select e.endpoint_id as "endpointId", r.event_type as type, max(r.received_at) as at
     from hook_endpoints e cross join lateral (
       select event_type, received_at from hook_receipts
       where space_id = $1 and endpoint_id = e.endpoint_id order by received_at desc limit ${latest}) r
     where e.space_id = $1 and ($2::text is null or e.connector = $2)
     group by e.endpoint_id, r.event_type`,
    [spaceId, connector ?? null],
  );

/** What the schemas of a connector's version in use refer to. */
export const definitionsOf = async (
  tx: Tx,
  spaceId: string,
  connector: string,
): Promise<Readonly<Record<string, JsonSchema>>> => {
  const [row] = await tx.query<{ definitions: Readonly<Record<string, JsonSchema>> }>(
    `select v.definitions from connectors c join connector_versions v
       on v.space_id = c.space_id and v.connector = c.name and v.version = c.current_version
     where c.space_id = $1 and c.name = $2`,
    [spaceId, connector],
  );
  return row?.definitions ?? {};
};
