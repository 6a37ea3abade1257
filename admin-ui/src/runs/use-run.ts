import { useMemo, useRef, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, type Read } from '../api/queries.tsx';
import type { JournalEntry, Run, RunDetail, RunWait } from '../api/shapes.ts';
import { useLiveNews, useLiveState } from '../live/live-context.tsx';

interface Told {
  readonly run: Run;
  readonly waits: readonly RunWait[];
  readonly entries: readonly JournalEntry[];
}

export interface WatchedRun {
  readonly read: Read<RunDetail>;
  /** The newest that is known of it. */
  readonly run: Run | undefined;
  readonly waits: readonly RunWait[];
  readonly entries: readonly JournalEntry[];
  /** There is more in the journal than a page should hold. */
  readonly cut: boolean;
}

const pageSize = 1_000;
/** Rows that the timeline takes; a run of more is downloaded. */
const mostRows = 5_000;
const pollMs = 5_000;

interface Rows {
  readonly items: readonly JournalEntry[];
  readonly cut: boolean;
}

/** The journal from its beginning, without long bodies. */
const useJournal = (run: string, enabled: boolean) => {
  const { client, key } = useHub();
  return useRead<Rows>(
    key('runs', 'journal', run),
    async (signal) => {
      const items: JournalEntry[] = [];
      for (let after = 0; items.length < mostRows;) {
        const query = { after, limit: pageSize, bodies: 'short' as const };
        const page = await answer(
          client.GET('/api/runs/{run}/journal', { signal, params: { path: { run }, query } }),
        );
        items.push(...page.items);
        if (page.next === null) return { items, cut: false };
        after = page.next;
      }
      return { items, cut: true };
    },
    { fresh: true, enabled },
  );
};

/** A run as it goes on: what was there when the page was opened, and what the socket tells since. Null watches none. */
export const useRun = (id: string | null): WatchedRun => {
  const runId = id ?? '';
  const { client, key } = useHub();
  const cache = useCache();
  const lost = useLiveState() === 'lost';
  const read = useRead(
    key('runs', 'one', runId),
    (signal) => answer(client.GET('/api/runs/{run}', { signal, params: { path: { run: runId } } })),
    { fresh: true, enabled: id !== null, ...(lost && { everyMs: pollMs }) },
  );
  const journal = useJournal(runId, id !== null);
  const [lately, setTold] = useState<Told | null>(null);
  // A page may go on to another run.
  const told = lately?.run.run === runId ? lately : null;
  const ended = useRef<{ readonly run: string; readonly at: string | null } | null>(null);
  const rows = journal.data;
  const entries = useMemo(() => merged(rows?.items ?? [], told?.entries ?? []), [rows, told]);

  const hear = (news: Told): void => {
    // The first news may tell already that what the page was given has changed.
    const before = ended.current?.run === runId ? ended.current.at : read.data?.endedAt;
    ended.current = { run: runId, at: news.run.endedAt };
    setTold((earlier) => ({
      run: news.run,
      waits: news.waits,
      entries: [...(earlier?.run.run === runId ? earlier.entries : []), ...news.entries],
    }));
    if (before === undefined || before === news.run.endedAt) return;
    // Over: its output is there. Begun again: a part of its journal was taken back.
    cache.expire(key('runs', 'one', runId));
    if (before !== null) {
      setTold({ ...news, entries: [] });
      cache.expire(key('runs', 'journal', runId));
    }
  };
  useLiveNews(id === null || rows === undefined || rows.cut ? null : `run:${runId}`, {
    from: () => ({ after: entries.at(-1)?.seq ?? 0 }),
    hear: (news) => {
      if (news.data !== undefined) hear(news.data as Told);
    },
  });
  const stored = read.data;
  // A failed socket leaves the page to look by itself; then what it finds is newer.
  const run = lost || told === null ? (stored ?? told?.run) : told.run;
  return { read, run, waits: told?.waits ?? [], entries, cut: rows?.cut ?? false };
};

/** Each row once, in order: after an interruption some come again. */
const merged = (stored: readonly JournalEntry[], told: readonly JournalEntry[]): readonly JournalEntry[] => {
  const last = stored.at(-1)?.seq ?? 0;
  const seen = new Set<number>();
  const fresh = told.filter(({ seq }) => {
    if (seq <= last || seen.has(seq)) return false;
    seen.add(seq);
    return true;
  });
  return [...stored, ...fresh.toSorted((one, other) => one.seq - other.seq)];
};
