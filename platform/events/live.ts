import type { HubEvent } from '../../core/event.ts';
import type { Clock, Hints, Log, Running } from '../../core/ports.ts';
import type { Db, Tx } from '../db/open.ts';
import { preferIndexes } from '../db/prefer-indexes.ts';
import { startRounds } from '../rounds.ts';
import { liveTopic } from './bus.ts';
import { eventColumns, toEvent, type EventRow } from './envelope.ts';

export interface LiveEvents extends Running {
  /** Every event committed from now on, once, soon after its commit. Answers how to stop listening. */
  onEvent(listener: (event: HubEvent) => void): () => void;
}

export interface LiveDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly log: Log;
  readonly clock: Clock;
  readonly pollMs?: number;
}

interface SeenRow extends EventRow {
  readonly seq: number;
  /** The transaction that wrote it. */
  readonly xid: string;
}

const atOnce = 1_000;

/**
 * A tail of the outbox for pages that are open in this process. Nothing of it is kept: who was not there has missed
 * it. Transactions commit in another order than they begin, so a last number seen would miss late ones: it goes on at
 * the oldest transaction that was still open at the last look, and leaves out what it has shown.
 */
export const openLiveEvents = async (deps: LiveDeps): Promise<LiveEvents> => {
  const { db, hints, clock, log } = deps;
  const pollMs = deps.pollMs ?? 500;
  const listeners = new Set<(event: HubEvent) => void>();
  const now = () => db.asSystem((tx) => readSince(tx, null, []));
  const start = await now();
  let from = start.horizon;
  let shown = new Map(start.rows.map(({ seq, xid }) => [seq, BigInt(xid)]));
  let rung = false;
  let lookAt = clock.monotonic() + pollMs;
  let stopping = false;

  const show = (row: SeenRow): void => {
    const event = toEvent(row);
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.error('a listener to live events failed', { error, eventId: event.id });
      }
    }
  };

  const look = async (): Promise<void> => {
    lookAt = clock.monotonic() + pollMs;
    rung = false;
    const { horizon, rows } =
      listeners.size === 0 ? await now() : await db.asSystem((tx) => readSince(tx, from, [...shown.keys()]));
    if (listeners.size > 0) for (const row of rows) show(row);
    for (const { seq, xid } of rows) shown.set(seq, BigInt(xid));
    // A full page: there may be more before the new horizon.
    rung ||= rows.length === atOnce;
    if (rows.length === atOnce) return;
    from = horizon;
    const oldest = BigInt(horizon);
    shown = new Map([...shown].filter(([, xid]) => xid >= oldest));
  };

  const rounds = startRounds({
    what: 'live events',
    log,
    dueIn: () => (rung ? 0 : lookAt - clock.monotonic()),
    round: look,
    phase: () => (stopping ? 'over' : 'on'),
  });
  const ring = (): void => {
    rung = true;
    rounds.ring();
  };
  const unhook = hints.on(liveTopic, ring);

  return {
    onEvent: (listener) => {
      const own = (event: HubEvent) => listener(event);
      listeners.add(own);
      ring();
      return () => listeners.delete(own);
    },
    stop: async () => {
      stopping = true;
      unhook();
      rounds.ring();
      await rounds.over;
    },
  };
};

interface Look {
  /** The oldest transaction that had not ended: all before it are seen. */
  readonly horizon: string;
  readonly rows: SeenRow[];
}

/** One statement, so that the events and the horizon belong to one look at the database. Null begins now. */
const readSince = async (tx: Tx, from: string | null, shown: readonly number[]): Promise<Look> => {
  await preferIndexes(tx);
  const rows = await tx.query<SeenRow & { horizon: string }>(
    `with horizon as materialized (select pg_snapshot_xmin(pg_current_snapshot()) as xmin)
     select horizon.xmin::text as horizon, outbox.seq, outbox.xid::text as xid, ${eventColumns('outbox')}
     from horizon left join lateral (
       select * from outbox
       where xid >= coalesce($1::text::xid8, horizon.xmin) and seq <> all ($2::bigint[])
       order by seq limit ${atOnce}
     ) as outbox on true`,
    [from, shown],
  );
  return { horizon: rows[0]?.horizon ?? '0', rows: rows.filter((row) => row.eventId !== null) };
};
