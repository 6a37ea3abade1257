import { HubError, isHubError } from '../../core/errors.ts';
import type { Fact } from '../../core/event.ts';
import type { EventBus } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { failpoint } from '../../platform/failpoint.ts';
import {
  appendBatch,
  appendInTx,
  type Batch,
  type EndRow,
  type JournalRow,
  type NewRunRow,
} from './store-journal.ts';

/** What one step of one run writes: all of it or nothing. */
export interface Entry {
  /** Whose run it is: nothing is written for a worker that is taken for dead. */
  readonly worker: string;
  readonly spaceId: string;
  readonly run: NewRunRow | null;
  readonly rows: readonly JournalRow[];
  readonly end: EndRow | null;
  /** Events that the run emits: they are out when the rows are in. */
  readonly facts: readonly Fact[];
  /** More that belongs to the same moment, such as what a parked run waits for. */
  readonly also?: (tx: Tx) => Promise<void>;
}

export interface Journal {
  /** Resolves when it is on disk. */
  write(entry: Entry): Promise<void>;
  /** Resolves when everything handed in so far is on disk, or has failed. */
  settled(): Promise<void>;
}

export interface JournalDeps {
  readonly db: Db;
  readonly events: EventBus<Tx>;
  /** Told of each commit: what it wrote, and how long it took. */
  readonly committed?: ((rows: readonly Entry['rows'][], ms: number) => void) | undefined;
}

interface Waiting {
  readonly entry: Entry;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One commit under way while the next one fills: more would only take turns at the same disk. */
const mostUnderWay = 2;
const mostRows = 2_000;

/**
 * Group commit: what all runs write in the same moment goes to the database in one statement and one commit. A run goes
 * on when its rows are on disk, so that a task that was seen as finished stays finished.
 */
export const openJournal = ({ db, events, committed }: JournalDeps): Journal => {
  let waiting: Waiting[] = [];
  let underWay = 0;
  let scheduled = false;
  const idle: (() => void)[] = [];

  const schedule = (): void => {
    if (scheduled || underWay >= mostUnderWay || waiting.length === 0) return;
    scheduled = true;
    // What arrives in this turn of the loop shares the commit.
    setImmediate(() => {
      scheduled = false;
      void flush();
    });
  };

  const flush = async (): Promise<void> => {
    const batch = take();
    if (batch.length === 0) return;
    underWay += 1;
    const began = performance.now();
    try {
      await writeAll(batch);
      committed?.(
        batch.map(({ entry }) => entry.rows),
        performance.now() - began,
      );
    } finally {
      underWay -= 1;
      schedule();
      if (underWay === 0 && waiting.length === 0) for (const tell of idle.splice(0)) tell();
    }
  };

  const take = (): Waiting[] => {
    let rows = 0;
    let count = 0;
    const worker = waiting[0]?.entry.worker;
    for (const { entry } of waiting) {
      rows += entry.rows.length + 1;
      if (count > 0 && (rows > mostRows || entry.worker !== worker)) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };

  const writeAll = async (batch: readonly Waiting[]): Promise<void> => {
    failpoint('before_journal');
    const [plain, rich] = partition(batch);
    await Promise.all([
      plain.length > 0 ? writePlain(plain) : undefined,
      // Each in a transaction of its own: they touch more than the journal.
      ...rich.map((one) => settle(one, () => writeRich(one.entry))),
    ]);
  };

  const writePlain = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const worker = batch[0]?.entry.worker ?? '';
      requireAlive(await appendBatch(db, worker, batchOf(batch.map(({ entry }) => entry))));
      for (const one of batch) one.resolve();
    } catch (error) {
      // One row that cannot be written must not take the others with it; a worker that is taken for dead loses all.
      if (
        batch.length === 1 ||
        isHubError(error, 'lease_lost') ||
        isHubError(error, 'database_unavailable')
      ) {
        for (const one of batch) one.reject(error);
        return;
      }
      for (const one of batch) {
        await settle(one, async () =>
          requireAlive(await appendBatch(db, one.entry.worker, batchOf([one.entry]))),
        );
      }
    }
  };

  const writeRich = (entry: Entry): Promise<void> =>
    db.asSystem(async (tx) => {
      requireAlive(await appendInTx(tx, entry.worker, batchOf([entry])));
      await entry.also?.(tx);
      if (entry.facts.length > 0) await events.publish(tx, entry.spaceId, entry.facts);
    });

  return {
    write: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject });
        schedule();
      }),
    settled: () =>
      underWay === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            idle.push(resolve);
          }),
  };
};

const settle = async (one: Waiting, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
    one.resolve();
  } catch (error) {
    one.reject(error);
  }
};

const requireAlive = (alive: boolean): void => {
  if (!alive)
    throw new HubError('lease_lost', 'This worker was taken for dead; another one has its runs now.');
};

const partition = (batch: readonly Waiting[]): [plain: Waiting[], rich: Waiting[]] => {
  const plain: Waiting[] = [];
  const rich: Waiting[] = [];
  for (const one of batch) {
    (one.entry.facts.length > 0 || one.entry.also !== undefined ? rich : plain).push(one);
  }
  return [plain, rich];
};

/** A run that begins and ends in one step is written once, as over. */
const batchOf = (entries: readonly Entry[]): Batch => {
  const runs: NewRunRow[] = [];
  const rows: JournalRow[] = [];
  const ends: EndRow[] = [];
  for (const entry of entries) {
    if (entry.run !== null) runs.push({ ...entry.run, end: entry.end });
    else if (entry.end !== null) ends.push(entry.end);
    for (const row of entry.rows) rows.push(row);
  }
  return { runs, rows, ends };
};
