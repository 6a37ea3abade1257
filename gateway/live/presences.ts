import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { callerMay } from '../../core/caller.ts';
import type { Clock, Hints, Log, Running } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { startRounds } from '../../platform/rounds.ts';
import {
  dropPresence,
  keepPresences,
  readPresences,
  sweepPresences,
  type PresenceRow,
} from './store-presences.ts';
import type { Watcher, WatcherLink } from './watcher.ts';

export interface Presences extends Running {
  enter(watcher: Watcher): WatcherLink;
  /** How many pages are somewhere, of this process. */
  count(): number;
}

export interface PresencesDeps {
  readonly db: Pick<Db, 'inSpace' | 'asSystem' | 'readAsSystem'>;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
}

interface Place {
  readonly watcher: Watcher;
  readonly spaceId: string;
  readonly topic: string;
  readonly placeId: string;
  /** Who is there; null for a key, which is nobody to be seen. */
  readonly person: { readonly userId: string; readonly name: string } | null;
  step: string | null;
  /** What is written of it, one after the other. */
  noted: Promise<void>;
  /** What it was told last. */
  told: string;
}

/** Other processes look when they hear it. It carries nothing: who is where stands in a table. */
const changedTopic = 'presences';

const everyMs = 2_000;
/** With the lease of a dead process and one look of the others it stays below ten seconds. */
const silentMs = 6_000;
const idleMs = 60_000;
const perSocket = 4;
const mostShown = 50;

const topicSchema = z.string().regex(/^flow:[a-zA-Z0-9._-]{1,200}$/);
const saidSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('watch'), topic: topicSchema, step: z.string().max(500).nullish() }),
  z.strictObject({ type: z.literal('at'), topic: topicSchema, step: z.string().max(500).nullable() }),
  z.strictObject({ type: z.literal('unwatch'), topic: topicSchema }),
]);
type Said = z.infer<typeof saidSchema>;

/** Who is on a flow, told to all who are on it: with the step that each of them looks at. */
export const openPresences = ({ db, hints, clock, log }: PresencesDeps): Presences => {
  const places = new Set<Place>();
  const writing = new Set<Promise<void>>();
  let stopping = false;
  let dueAt = Infinity;

  const note = (place: Place, write: (tx: Tx) => Promise<void>): void => {
    if (place.person === null) return;
    const noted = place.noted.then(() =>
      db
        .inSpace(place.spaceId, async (tx) => {
          await write(tx);
          tx.afterCommit(() => hints.broadcast(changedTopic));
        })
        // The next beat says it again, or its lease ends.
        .catch((error: unknown) => log.warn('who is on a flow could not be noted', { error })),
    );
    place.noted = noted;
    writing.add(noted);
    void noted.then(() => writing.delete(noted));
  };
  const tell = (place: Place): void => note(place, (tx) => keepPresences(tx, rowsOf([place])));
  const untell = (place: Place): void => {
    places.delete(place);
    note(place, (tx) => dropPresence(tx, place.spaceId, place));
  };
  const refuse = ({ send }: Watcher, topic: string, reason: 'forbidden' | 'too_many'): void =>
    send(JSON.stringify({ type: 'refused', topic, reason }));

  /** Pages that do not answer, or may not see the flow any more, are not there. */
  const sift = (): void => {
    for (const place of [...places]) {
      const { watcher, topic, spaceId } = place;
      const caller = watcher.caller();
      if (caller.spaceId !== spaceId || !callerMay(caller, 'flows.read')) {
        untell(place);
        refuse(watcher, topic, 'forbidden');
      } else if (clock.monotonic() - watcher.heardAt() > silentMs) untell(place);
      else watcher.ping();
    }
  };

  const show = (place: Place, rows: readonly PresenceRow[]): void => {
    const here = rows.map(({ placeId, userId, name, step, since }) => ({
      ...{ id: placeId, person: userId, name, step, since: since.toISOString() },
      you: placeId === place.placeId,
    }));
    const text = JSON.stringify(here);
    if (text === place.told || !place.watcher.ready()) return;
    place.told = text;
    place.watcher.send(JSON.stringify({ type: 'news', topic: place.topic, data: { here } }));
  };

  const look = async (): Promise<void> => {
    const byTopic = Map.groupBy(places, ({ spaceId, topic }) => `${spaceId} ${topic}`);
    const asked = [...byTopic.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
    if (asked.length === 0) return;
    const rows = await db.readAsSystem((tx) => readPresences(tx, asked, mostShown));
    const found = Map.groupBy(rows, ({ spaceId, topic }) => `${spaceId} ${topic}`);
    for (const [key, some] of byTopic) for (const place of some) show(place, found.get(key) ?? []);
  };

  /** Between what each of them notes: nobody comes back who has just left, and no step that is over. */
  const keepAll = async (): Promise<void> => {
    const all = [...places];
    const kept = Promise.all(all.map(({ noted }) => noted)).then(() => {
      const rows = rowsOf(all.filter((place) => places.has(place)));
      return db.asSystem(async (tx) => {
        if (rows.length > 0) await keepPresences(tx, rows);
        await sweepPresences(tx);
      });
    });
    const over = kept.catch(() => undefined);
    for (const place of all) place.noted = over;
    await kept;
  };

  const round = async (): Promise<void> => {
    if (stopping) return;
    const now = clock.monotonic();
    if (now >= dueAt) {
      dueAt = now + everyMs;
      sift();
      await keepAll();
    }
    await look();
    if (places.size === 0) dueAt = Infinity;
  };
  const rounds = startRounds({
    ...{ what: 'who is on a flow', log, round },
    dueIn: () => Math.max(0, Math.min(idleMs, dueAt - clock.monotonic())),
    phase: () => (stopping ? 'over' : 'on'),
  });
  const off = hints.on(changedTopic, () => {
    if (places.size > 0) rounds.ring();
  });

  const placeFor = (watcher: Watcher, topic: string, step: string | null): Place | null => {
    const caller = watcher.caller();
    if (caller.spaceId === null || !callerMay(caller, 'flows.read')) return null;
    const person = caller.kind === 'user' ? { userId: caller.userId, name: caller.name } : null;
    return {
      ...{ watcher, topic, person, step, told: '', noted: Promise.resolve() },
      ...{ spaceId: caller.spaceId, placeId: randomUUID() },
    };
  };

  return {
    count: () => places.size,
    enter: (watcher) => {
      const own = new Map<string, Place>();
      const forget = (topic: string): void => {
        const place = own.get(topic);
        own.delete(topic);
        if (place !== undefined && places.has(place)) untell(place);
      };
      const watch = (topic: string, step: string | null): void => {
        forget(topic);
        for (const [known, place] of own) if (!places.has(place)) own.delete(known);
        if (own.size >= perSocket) return refuse(watcher, topic, 'too_many');
        const place = placeFor(watcher, topic, step);
        if (place === null) return refuse(watcher, topic, 'forbidden');
        own.set(topic, place);
        places.add(place);
        if (dueAt === Infinity) dueAt = clock.monotonic() + everyMs;
        tell(place);
        rounds.ring();
      };
      const hear = (said: Said): void => {
        if (said.type === 'unwatch') return forget(said.topic);
        if (said.type === 'watch') return watch(said.topic, said.step ?? null);
        const place = own.get(said.topic);
        if (place === undefined || !places.has(place) || place.step === said.step) return;
        place.step = said.step;
        tell(place);
      };
      return {
        hear: (text) => {
          const said = saidIn(text);
          if (said !== null) hear(said);
        },
        leave: () => {
          for (const topic of [...own.keys()]) forget(topic);
        },
      };
    },
    stop: async () => {
      for (const place of [...places]) untell(place);
      stopping = true;
      off();
      rounds.ring();
      await Promise.all([rounds.over, ...writing]);
    },
  };
};

const rowsOf = (places: Iterable<Place>): Omit<PresenceRow, 'since'>[] =>
  [...places].flatMap(({ spaceId, topic, placeId, step, person }) =>
    person === null ? [] : [{ spaceId, topic, placeId, step, ...person }],
  );

/** Null: it is about something else. */
const saidIn = (text: string): Said | null => {
  try {
    const said = saidSchema.safeParse(JSON.parse(text));
    return said.success ? said.data : null;
  } catch {
    return null;
  }
};
