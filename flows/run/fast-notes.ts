import type { EventBus, Log } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { Outside } from './outside.ts';
import { parkedBy, parkedFact, type Parked } from './parked.ts';
import type { Privacy } from './privacy.ts';
import { reasonOfEnd, type RunEnd } from './run-end.ts';
import type { NewRun } from './runner-shape.ts';
import { noteFastRun, type FastNote } from './store-runs.ts';

export interface FastRun extends NewRun {
  readonly runId: string;
  readonly startedAt: number;
  readonly privacy: Privacy;
}

export interface FastNotesDeps {
  readonly db: Db;
  readonly events: EventBus<Tx>;
  readonly log: Log;
  readonly now: () => number;
}

/** What fast runs leave: they have no journal, and most of them nothing at all. */
export interface FastNotes {
  /**
   * Such a run is lost with its process: what it is parked with is kept before it goes on, so that it can rely on that.
   */
  keepingParked(run: FastRun, outside: Outside): Outside;
  /** When very many fail at once, not each of them is noted. */
  ended(run: FastRun, end: RunEnd | null): Promise<void>;
}

const mostNotes = 4;

export const openFastNotes = ({ db, events, log, now }: FastNotesDeps): FastNotes => {
  let noting = 0;

  const keep = (run: FastRun, parked: Parked): Promise<void> =>
    db.asSystem(async (tx) => {
      const first = await noteFastRun(tx, noteOf(run, { status: 'completed', output: null, parked }));
      if (!first) return;
      const { runId, flow, spaceId, privacy } = run;
      const fact = parkedFact({ runId, flow, parked, at: now(), mask: privacy.mask });
      await events.publish(tx, spaceId, [fact]);
    });

  return {
    keepingParked: (run, outside) => ({
      ...outside,
      call: async (work) => {
        const result = await outside.call(work);
        const parked = parkedBy(work.command);
        if (parked !== null) await keep(run, parked);
        return result;
      },
    }),
    ended: async (run, end) => {
      if (end?.status !== 'faulted' || noting >= mostNotes) return;
      noting += 1;
      try {
        await db.asSystem((tx) => noteFastRun(tx, noteOf(run, end)));
      } catch (error) {
        log.warn('the failure of a fast run could not be noted', { runId: run.runId, error });
      } finally {
        noting -= 1;
      }
    },
  };
};

const noteOf = (run: FastRun, end: RunEnd): FastNote => {
  const { runId, spaceId, flow, version, trigger, draft, startedAt, privacy } = run;
  return {
    ...{ runId, spaceId, flow, version, trigger, startedAt },
    draft: draft ?? null,
    status: end.parked === undefined ? 'faulted' : 'parked',
    input: privacy.mask(JSON.stringify(run.input ?? null)),
    error: privacy.mask(JSON.stringify(reasonOfEnd(end))),
  };
};
