import type { Tx } from '../../platform/db/open.ts';
import type { Duration, FlowDocument } from '../document/model.ts';

export interface TriggerPlace {
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
}

interface TriggerRow {
  readonly kind: 'event' | 'cron' | 'every' | 'after' | 'http';
  readonly type: string | null;
  readonly spec: string | null;
  readonly firstMs: number | null;
}

/** The triggers of the version that is in use now, in place of those before. */
export const replaceTriggers = async (
  tx: Tx,
  { spaceId, flow, version }: TriggerPlace,
  document: Triggered | null,
): Promise<void> => {
  await tx.execute('delete from flow_triggers where space_id = $1 and flow = $2', [spaceId, flow]);
  await tx.execute('delete from flow_gathered where space_id = $1 and flow = $2', [spaceId, flow]);
  const rows = document === null ? [] : triggersOf(document);
  if (rows.length === 0) return;
  await tx.execute(
    `insert into flow_triggers (space_id, flow, version, part, kind, event_type, spec, next_at)
     select $1, $2, $3, t.part, t.kind, t.type, t.spec, clock_timestamp() + t.first * interval '1 millisecond'
     from unnest($4::text[], $5::text[], $6::text[], $7::float8[]) with ordinality as t (kind, type, spec, first, part)`,
    [
      spaceId,
      flow,
      version,
      rows.map((row) => row.kind),
      rows.map((row) => row.type),
      rows.map((row) => row.spec),
      rows.map((row) => row.firstMs),
    ],
  );
};

type Triggered = Pick<FlowDocument, 'schedule' | 'http'>;

const triggersOf = ({ schedule, http }: Triggered): TriggerRow[] => {
  const rows: TriggerRow[] = [];
  if (http !== null) rows.push({ kind: 'http', type: null, spec: JSON.stringify(http), firstMs: null });
  if (schedule === null) return rows;
  if (schedule.on !== undefined) {
    const types = schedule.on.filters.map(({ with: attributes }) => literalType(attributes['type']));
    const distinct = schedule.on.filters.length === 0 ? [null] : [...new Set(types)];
    for (const type of distinct) rows.push({ kind: 'event', type, spec: null, firstMs: null });
  }
  if (schedule.cron !== undefined) rows.push({ kind: 'cron', type: null, spec: schedule.cron, firstMs: 0 });
  for (const kind of ['every', 'after'] as const) {
    const ms = fixedMs(schedule[kind]);
    if (ms !== null) rows.push({ kind, type: null, spec: String(ms), firstMs: kind === 'after' ? 0 : ms });
  }
  return rows;
};

/** A pattern or an expression is looked at when an event is there. */
const literalType = (type: unknown): string | null =>
  typeof type === 'string' && !/[\\^$*+?()[\]{}|]/.test(type) ? type : null;

/** A schedule is worked out when nothing runs yet: there is nothing an expression could look at. */
const fixedMs = (duration: Duration | undefined): number | null =>
  duration !== undefined && 'ms' in duration ? duration.ms : null;

export interface EventTrigger {
  readonly flow: string;
  readonly version: number;
}

/** Flows that may begin with an event of this type; those that are paused do not. */
export const triggersFor = async (tx: Tx, spaceId: string, type: string): Promise<EventTrigger[]> =>
  tx.query<EventTrigger>(
    `select distinct t.flow, t.version from flow_triggers as t
     join flows as f on f.space_id = t.space_id and f.name = t.flow and f.state = 'active'
     where t.space_id = $1 and t.kind = 'event' and (t.event_type = $2 or t.event_type is null)
     order by t.flow`,
    [spaceId, type],
  );

export interface DueTrigger extends EventTrigger {
  readonly spaceId: string;
  readonly part: number;
  readonly kind: 'cron' | 'every' | 'after';
  readonly spec: string;
  readonly at: Date;
}

/** Holds them until the transaction is over: no other process sees to the same ones. */
export const dueTriggers = async (tx: Tx, most: number): Promise<DueTrigger[]> =>
  tx.query<DueTrigger>(
    `select t.space_id as "spaceId", t.flow, t.version, t.part, t.kind, t.spec, t.next_at as at from flow_triggers as t
     join flows as f on f.space_id = t.space_id and f.name = t.flow and f.state = 'active'
     where t.next_at <= clock_timestamp() order by t.next_at limit $1 for update of t skip locked`,
    [most],
  );

interface MissedTrigger extends DueTrigger {
  /** By the clock of the database, which says what is due. */
  readonly now: Date;
}

/** Those of a flow whose time is over, whether it is paused or not. */
export const missedTriggers = async (tx: Tx, spaceId: string, flow: string): Promise<MissedTrigger[]> =>
  tx.query<MissedTrigger>(
    `select space_id as "spaceId", flow, version, part, kind, spec, next_at as at, clock_timestamp() as now
     from flow_triggers where space_id = $1 and flow = $2 and next_at <= clock_timestamp() for update`,
    [spaceId, flow],
  );

/** Null: not before it is told so. */
export const setNext = async (
  tx: Tx,
  { spaceId, flow, part }: Pick<DueTrigger, 'spaceId' | 'flow' | 'part'>,
  at: Date | null,
): Promise<void> => {
  await tx.execute('update flow_triggers set next_at = $4 where space_id = $1 and flow = $2 and part = $3', [
    spaceId,
    flow,
    part,
    at,
  ]);
};

/** Rung when a flow has a time that the clock did not know of. */
export const triggersTopic = 'flow triggers';

/** A flow that runs again some time after it ended. */
export const startAfter = async (tx: Tx, spaceId: string, flow: string): Promise<void> => {
  await tx.execute(
    `update flow_triggers set next_at = clock_timestamp() + spec::float8 * interval '1 millisecond'
     where space_id = $1 and flow = $2 and kind = 'after'`,
    [spaceId, flow],
  );
};

/** Of those that `dueTriggers` gives: what is due and paused would be looked for without end. */
export const msUntilTrigger = async (tx: Tx): Promise<number | null> => {
  const [row] = await tx.query<{ ms: number }>(
    `select (extract(epoch from t.next_at - clock_timestamp()) * 1000)::float8 as ms from flow_triggers as t
     join flows as f on f.space_id = t.space_id and f.name = t.flow and f.state = 'active'
     where t.next_at is not null order by t.next_at limit 1`,
  );
  return row?.ms ?? null;
};

export interface Gathered {
  readonly spaceId: string;
  readonly flow: string;
  readonly filter: number;
}

/** Keeps an event for a flow that needs several. */
export const gather = async (
  tx: Tx,
  { spaceId, flow, filter }: Gathered,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<void> => {
  await tx.execute('select pg_advisory_xact_lock(hashtextextended($1, 8))', [`${spaceId}|${flow}`]);
  await tx.execute(
    `insert into flow_gathered (space_id, flow, filter, event_id, event) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [spaceId, flow, filter, id, text],
  );
};

/** The oldest of each filter, in the filters' order, taken out once there is one for all of them: events may overtake each other. */
export const takeGathered = async (
  tx: Tx,
  { spaceId, flow }: Pick<Gathered, 'spaceId' | 'flow'>,
  filters: number,
): Promise<string[] | null> => {
  const first = await tx.query<{ place: number; event: string }>(
    `select distinct on (filter) place, event from flow_gathered where space_id = $1 and flow = $2 order by filter, place`,
    [spaceId, flow],
  );
  if (first.length < filters) return null;
  await tx.execute(
    'delete from flow_gathered where space_id = $1 and flow = $2 and place = any ($3::bigint[])',
    [spaceId, flow, first.map(({ place }) => place)],
  );
  return first.map(({ event }) => event);
};

export interface HttpTrigger extends EventTrigger {
  readonly spaceId: string;
  readonly spec: string;
}

/** The addresses of a space, by its short name. */
export const httpTriggers = async (tx: Tx, slug: string): Promise<HttpTrigger[]> =>
  tx.query<HttpTrigger>(
    `select t.space_id as "spaceId", t.flow, t.version, t.spec from flow_triggers as t
     join spaces as s on s.space_id = t.space_id and s.slug = $1
     join flows as f on f.space_id = t.space_id and f.name = t.flow and f.state = 'active'
     where t.kind = 'http' order by t.flow`,
    [slug],
  );
