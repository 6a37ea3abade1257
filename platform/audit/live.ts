import type { HubEvent } from '../../core/event.ts';
import type { Clock, Hints, Log, Running } from '../../core/ports.ts';
import type { Db } from '../db/open.ts';
import { toEvent } from '../events/envelope.ts';
import { newId } from '../ids.ts';
import { startRounds } from '../rounds.ts';
import { chainLengths } from './store-heads.ts';

/** The topic of the hint that some chain has grown. */
export const auditTopic = 'audit';

export interface LiveAudit extends Running {
  /** Told soon after the chain of the space has grown, at most once a second. Answers how to stop listening. */
  onAppended(spaceId: string, listener: (event: HubEvent) => void): () => void;
}

export interface LiveAuditDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly log: Log;
  readonly clock: Clock;
  /** Between two looks, however much is written. */
  readonly restMs?: number;
  /** For hints that were lost. */
  readonly pollMs?: number;
}

interface Watched {
  readonly listeners: Set<(event: HubEvent) => void>;
  /** How long the chain was at the last look; undefined before the first. */
  length: number | undefined;
}

/**
 * Says that the audit trails of watched spaces have grown. An entry is written with almost every write of the hub, so
 * it leaves no event of its own: a hint, and one look at the ends of the chains that somebody watches in this process.
 */
export const openLiveAudit = (deps: LiveAuditDeps): LiveAudit => {
  const { db, hints, log, clock } = deps;
  const { restMs = 1_000, pollMs = 5_000 } = deps;
  const spaces = new Map<string, Watched>();
  let rung = false;
  let unseen = false;
  let lookedAt = clock.monotonic() - restMs;
  let stopping = false;

  const lengths = async (spaceIds: readonly string[]): Promise<Map<string, number>> => {
    const found = await db.asSystem((tx) => chainLengths(tx, spaceIds));
    return new Map(found.map(({ spaceId, seq }) => [spaceId, seq]));
  };

  /** A space that is new here begins where its chain ends now: who was not there has missed what was before. */
  const begin = async (): Promise<void> => {
    const fresh = [...spaces].filter(([, { length }]) => length === undefined);
    const found = await lengths(fresh.map(([spaceId]) => spaceId));
    for (const [spaceId, watched] of fresh) watched.length = found.get(spaceId) ?? 0;
    unseen = [...spaces.values()].some(({ length }) => length === undefined);
  };

  const look = async (): Promise<void> => {
    rung = false;
    lookedAt = clock.monotonic();
    if (spaces.size === 0) return;
    const found = await lengths([...spaces.keys()]);
    for (const [spaceId, watched] of spaces) {
      const seq = found.get(spaceId) ?? 0;
      const before = watched.length;
      // Watched since this look began: its turn comes at once.
      if (before === undefined) continue;
      watched.length = seq;
      if (seq <= before) continue;
      const data = { seq, entries: seq - before };
      const facts = { eventId: newId('evt'), type: 'audit.appended', subject: null, time: clock.now() };
      tell(watched, toEvent({ ...facts, spaceId, data }));
    }
  };

  const tell = ({ listeners }: Watched, event: HubEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.error('a listener to the audit trail failed', { error });
      }
    }
  };

  const rest = (): number => lookedAt + (rung ? restMs : pollMs) - clock.monotonic();
  const rounds = startRounds({
    what: 'live audit',
    log,
    dueIn: () => (unseen ? 0 : rest()),
    round: async () => {
      if (unseen) await begin();
      // The bell rings with every write; looks keep their distance.
      if (rest() <= 0) await look();
    },
    phase: () => (stopping ? 'over' : 'on'),
  });
  const unhook = hints.on(auditTopic, () => {
    if (rung || spaces.size === 0) return;
    rung = true;
    rounds.ring();
  });

  return {
    onAppended: (spaceId, listener) => {
      const watched = spaces.get(spaceId) ?? { listeners: new Set(), length: undefined };
      spaces.set(spaceId, watched);
      const own = (event: HubEvent) => listener(event);
      watched.listeners.add(own);
      if (watched.length === undefined) {
        unseen = true;
        rounds.ring();
      }
      return () => {
        watched.listeners.delete(own);
        if (watched.listeners.size === 0 && spaces.get(spaceId) === watched) spaces.delete(spaceId);
      };
    },
    stop: async () => {
      stopping = true;
      unhook();
      rounds.ring();
      await rounds.over;
    },
  };
};
