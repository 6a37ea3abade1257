import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { RunTask } from '../api/shapes.ts';
import { reasonOf, type TaskFact, type TaskState, type WaitFact } from './task-facts.ts';

/** In one go: the hub goes through the whole journal for each page. */
const pageSize = 500;
const mostPages = 4;
/** How long news are gathered before the hub goes through the journal again. */
const together = 500;

export interface RunTasks {
  readonly facts: readonly TaskFact[];
  /** As the hub shows them, without long values. */
  readonly tasks: readonly RunTask[];
  /** Why this is not all, in the hub's words. */
  readonly note: string | null;
}

const states: Readonly<Record<RunTask['status'], TaskState>> = {
  running: 'running',
  completed: 'done',
  skipped: 'skipped',
  faulted: 'failed',
  stopped: 'stopped',
  unknown: 'stopped',
};

const waitOf = (kind: string): WaitFact | null => {
  if (kind !== 'wait' && kind !== 'listen') return null;
  return { kind: kind === 'wait' ? 'time' : 'event', dueAt: null, eventTypes: [] };
};

const factOf = (task: RunTask): TaskFact => {
  const wait = waitOf(task.kind);
  const state = states[task.status];
  return {
    key: task.key,
    place: task.place,
    state: state === 'running' && wait !== null ? 'waiting' : state,
    began: Date.parse(task.beganAt),
    ended: task.endedAt === null ? null : Date.parse(task.endedAt),
    reason: task.status === 'faulted' ? reasonOf(task.error) : null,
    wait,
  };
};

/** What the hub finds out about the tasks of a run; `news` changes whenever there is more to find out. Null asks for none. */
export const useRunTasks = (id: string | null, news: string): RunTasks => {
  const run = id ?? '';
  const { client, key } = useHub();
  const read = useRead(
    key('runs', 'tasks', run),
    async (signal) => {
      const items: RunTask[] = [];
      let after = 0;
      for (let page = 0; page < mostPages; page++) {
        const query = { after, limit: pageSize };
        const one = await answer(
          client.GET('/api/runs/{run}/tasks', { signal, params: { path: { run }, query } }),
        );
        items.push(...one.items);
        if (one.next === null || !one.complete) return { items, note: one.note };
        after = one.next;
      }
      return { items, note: null };
    },
    { fresh: true, enabled: id !== null },
  );
  const look = useEffectEvent(() => read.reload());
  const known = useRef(news);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (known.current === news || id === null) return;
    known.current = news;
    // News that come while one waits are part of what is then found.
    timer.current ??= setTimeout(() => {
      timer.current = null;
      look();
    }, together);
  }, [id, news]);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const found = read.data;
  return useMemo(
    () => ({ facts: found?.items.map(factOf) ?? [], tasks: found?.items ?? [], note: found?.note ?? null }),
    [found],
  );
};
