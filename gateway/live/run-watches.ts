import { z } from 'zod';
import { callerMay } from '../../core/caller.ts';
import type { RunNews, RunWatch } from '../../core/flow-ports.ts';
import type { Clock, Log, Running } from '../../core/ports.ts';
import { startRounds } from '../../platform/rounds.ts';
import type { Watcher, WatcherLink } from './watcher.ts';

export interface RunWatches extends Running {
  enter(watcher: Watcher): WatcherLink;
  /** How many runs are watched, each as often as somebody does. */
  count(): number;
}

export interface RunWatchesDeps {
  readonly runs: RunWatch;
  readonly clock: Clock;
  readonly log: Log;
}

interface Watch {
  readonly watcher: Watcher;
  readonly topic: string;
  readonly runId: string;
  /** The last row of the journal that the page has. */
  after: number;
  /** What it was told of the run itself. */
  told: string;
  dueAt: number;
}

const everyMs = 250;
/** A run that is over changes only when somebody runs it again. */
const everyMsWhenOver = 2_000;
const idleMs = 60_000;
const perSocket = 8;
const perLook = 500;

const topicSchema = z.string().regex(/^run:run_[0-9a-hjkmnp-tv-z]{26}$/);
const saidSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('watch'),
    topic: topicSchema,
    after: z.number().int().min(0).max(2_147_483_647),
  }),
  z.strictObject({ type: z.literal('unwatch'), topic: topicSchema }),
]);

/**
 * Tells pages how the runs that they show go on. Runs make no noise of their own: there may be thousands a second, of which
 * a few are watched. Those are looked at, all of them together, and a page is told what is new since it was told last.
 */
export const openRunWatches = ({ runs, clock, log }: RunWatchesDeps): RunWatches => {
  const watches = new Set<Watch>();
  let stopping = false;

  const tell = (watch: Watch, news: RunNews | null): void => {
    if (!watches.has(watch)) return;
    if (news === null) return refuse(watch, 'not_found');
    const about = JSON.stringify({ run: news.run, waits: news.waits });
    watch.dueAt = clock.monotonic() + (news.run.endedAt === null ? everyMs : everyMsWhenOver);
    if (about === watch.told && news.entries.length === 0) return;
    watch.told = about;
    watch.after = news.seq;
    const { topic } = watch;
    const data = { run: news.run, waits: news.waits, entries: news.entries };
    watch.watcher.send(JSON.stringify({ type: 'news', topic, data }));
  };

  const refuse = (watch: Watch, reason: 'not_found' | 'forbidden'): void => {
    watches.delete(watch);
    watch.watcher.send(JSON.stringify({ type: 'refused', topic: watch.topic, reason }));
  };

  /** Those whose turn it is. A page that does not keep up is told later, and then all at once. */
  const due = (): Watch[] => {
    const now = clock.monotonic();
    const found: Watch[] = [];
    for (const watch of watches) {
      if (watch.dueAt > now) continue;
      if (!callerMay(watch.watcher.caller(), 'flows.read')) refuse(watch, 'forbidden');
      else if (watch.watcher.ready()) found.push(watch);
      else watch.dueAt = now + everyMs;
    }
    return found;
  };

  const round = async (): Promise<void> => {
    const same = Map.groupBy(due(), ({ watcher, runId, after }) =>
      [watcher.caller().spaceId, runId, after].join(' '),
    );
    const groups = [...same.values()];
    for (let from = 0; from < groups.length; from += perLook) {
      const some = groups.slice(from, from + perLook);
      const news = await runs.look(
        some.flatMap(([first]) =>
          first === undefined
            ? []
            : [{ spaceId: first.watcher.caller().spaceId ?? '', runId: first.runId, after: first.after }],
        ),
      );
      for (const [index, group] of some.entries())
        for (const watch of group) tell(watch, news[index] ?? null);
    }
  };

  const dueIn = (): number => {
    let soonest = clock.monotonic() + idleMs;
    for (const { dueAt } of watches) soonest = Math.min(soonest, dueAt);
    return Math.max(0, soonest - clock.monotonic());
  };

  const rounds = startRounds({
    ...{ what: 'watched runs', log, dueIn, round },
    phase: () => (stopping ? 'over' : 'on'),
  });

  return {
    count: () => watches.size,
    enter: (watcher) => {
      const own = new Map<string, Watch>();
      const forget = (topic: string): void => {
        const watch = own.get(topic);
        if (watch !== undefined) watches.delete(watch);
        own.delete(topic);
      };
      return {
        hear: (text) => {
          const said = saidIn(text);
          if (said === null) return;
          const { topic } = said;
          forget(topic);
          if (said.type === 'unwatch') return;
          for (const [known, watch] of own) if (!watches.has(watch)) own.delete(known);
          if (own.size >= perSocket) {
            watcher.send(JSON.stringify({ type: 'refused', topic, reason: 'too_many' }));
            return;
          }
          const runId = topic.slice('run:'.length);
          const watch = { watcher, topic, runId, after: said.after, told: '', dueAt: 0 };
          own.set(topic, watch);
          watches.add(watch);
          rounds.ring();
        },
        leave: () => {
          for (const topic of [...own.keys()]) forget(topic);
        },
      };
    },
    stop: async () => {
      stopping = true;
      rounds.ring();
      await rounds.over;
    },
  };
};

/** Null: something else, which only shows that the page is there. */
const saidIn = (text: string): z.infer<typeof saidSchema> | null => {
  try {
    const said = saidSchema.safeParse(JSON.parse(text));
    return said.success ? said.data : null;
  } catch {
    return null;
  }
};
