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

/** How far pages were told, and of a look that found more than one page: up to where it goes, and how far it is. */
interface Told {
  readonly snapshot: string;
  readonly page: { readonly upTo: string; readonly after: number } | null;
}

type SeenRow = EventRow & { readonly seq: number };

const atOnce = 1_000;

/**
 * A tail of the outbox for pages that are open in this process. Nothing of it is kept: who was not there has missed
 * it. Transactions commit in another order than they begin, so a last number seen would miss late ones: a look takes
 * what is visible to it and was not to the one before, which PostgreSQL's own snapshots tell.
 */
export const openLiveEvents = async (deps: LiveDeps): Promise<LiveEvents> => {
  const { db, hints, clock, log } = deps;
  const pollMs = deps.pollMs ?? 500;
  const listeners = new Set<(event: HubEvent) => void>();
  const now = async (): Promise<Told> => ({ snapshot: await db.asSystem(readSnapshot), page: null });
  let told = await now();
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
    if (listeners.size === 0) {
      told = await now();
      return;
    }
    const { upTo, rows } = await db.asSystem((tx) => readSince(tx, told));
    for (const row of rows) show(row);
    const last = rows.at(-1);
    if (rows.length < atOnce || last === undefined) {
      told = { snapshot: upTo, page: null };
      return;
    }
    told = { snapshot: told.snapshot, page: { upTo, after: last.seq } };
    rung = true;
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

const readSnapshot = async (tx: Tx): Promise<string> => {
  const [row] = await tx.query<{ snapshot: string }>('select pg_current_snapshot()::text as snapshot');
  if (row === undefined) throw new Error('The database answered no row to a question that has always one.');
  return row.snapshot;
};

interface Look {
  readonly upTo: string;
  readonly rows: SeenRow[];
}

/** One statement, so that the events and the snapshot belong to one look at the database. */
const readSince = async (tx: Tx, { snapshot, page }: Told): Promise<Look> => {
  await preferIndexes(tx);
  const rows = await tx.query<SeenRow & { upTo: string }>(
    `with look as materialized (select coalesce($2::text::pg_snapshot, pg_current_snapshot()) as up_to)
     select look.up_to::text as "upTo", outbox.seq, ${eventColumns('outbox')}
     from look left join lateral (
       select * from outbox
       where xid >= pg_snapshot_xmin($1::text::pg_snapshot)
         and not pg_visible_in_snapshot(xid, $1::text::pg_snapshot)
         and pg_visible_in_snapshot(xid, look.up_to) and seq > $3
       order by seq limit ${atOnce}
     ) as outbox on true`,
    [snapshot, page?.upTo ?? null, page?.after ?? 0],
  );
  return { upTo: rows[0]?.upTo ?? snapshot, rows: rows.filter((row) => row.eventId !== null) };
};
