import { useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Run } from '../api/shapes.ts';
import { knownFilter } from '../list/known-filter.ts';
import { useList, type HubList } from '../list/use-list.ts';
import { spanOf } from '../audit/days.ts';
import { deadLetters, runStatuses } from './run-state.ts';

const runFilters = ['flow', 'status', 'dead', 'errorType', 'trigger', 'from', 'until'] as const;
const lookEveryMs = 3_000;
const headSize = 50;

/**
 * The runs of a space, or of one flow. There may be thousands a second, so none of them is an event: as long as somebody looks,
 * the newest are asked for again and again. What is shown takes on its new state in place; what is new is only announced.
 */
export const useRunList = (flow: string | null): HubList<Run> => {
  const { client, key } = useHub();
  const list = useList({
    noun: 'runs',
    ...(flow !== null && { within: flow }),
    filters: runFilters,
    sorts: ['startedAt', 'flow'],
    id: (run: Run) => run.run,
    read: (query, signal) =>
      answer(client.GET('/api/runs', { signal, params: { query: asked(query, flow) } })),
  });
  const query = { ...narrowing(list, flow), limit: headSize };
  const head = useRead(
    key('runs', 'head', query),
    (signal) => answer(client.GET('/api/runs', { signal, params: { query } })),
    { enabled: list.phase === 'ready', everyMs: lookEveryMs },
  );
  const newest = head.data?.items;
  const { items } = list;
  const shown = useMemo(() => {
    const fresh = new Map((newest ?? []).map((run) => [run.run, run]));
    return items.map((run) => fresh.get(run.run) ?? run);
  }, [items, newest]);
  // Ids begin with the time: what is older than all that is shown is not new, but not loaded yet.
  const latest = items.reduce((last, { run }) => (run > last ? run : last), '');
  const arrivals = (newest ?? []).filter(({ run }) => run > latest).length;
  const { reload } = list;
  return {
    ...list,
    items: shown,
    arrivals: list.phase === 'ready' && !list.busy ? arrivals : 0,
    reload,
  };
};

/** The filters and the words that the list stands under, as the hub takes them. */
export const narrowing = (list: Pick<HubList<Run>, 'filter' | 'q'>, flow: string | null) => {
  const given: Given = Object.fromEntries(runFilters.map((name) => [name, list.filter(name) ?? undefined]));
  return { ...asked(given, flow), ...(list.q === '' ? {} : { q: list.q }) };
};

interface Given {
  readonly flow?: string | undefined;
  readonly status?: string | undefined;
  readonly dead?: string | undefined;
  readonly errorType?: string | undefined;
  readonly trigger?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** As the hub takes it; days of a calendar become instants. */
const asked = <Query extends Given>(
  { flow, status, dead, errorType, trigger, from, until, ...query }: Query,
  only: string | null,
) => {
  const { from: begin, to: end } = spanOf({ from, to: until });
  const wanted = only ?? flow;
  return {
    ...query,
    ...(wanted !== undefined && { flow: wanted }),
    ...(trigger !== undefined && { trigger }),
    ...(errorType !== undefined && { errorType }),
    ...knownFilter('status', runStatuses, status),
    ...knownFilter('dead', deadLetters, dead),
    ...(begin !== undefined && { from: begin }),
    ...(end !== undefined && { until: end }),
  };
};
