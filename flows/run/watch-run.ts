import type { RunNews, RunWatch, WatchedRun } from '../../core/flow-ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { shownRun } from './shape.ts';
import { shownEntry, shownWait } from './shape-journal.ts';
import { watchedRows, watchedRuns, watchedWaits } from './store-watch.ts';

/** What somebody who watches runs is told: three statements, however many runs are watched. */
export const openRunWatch = ({ db }: { readonly db: Db }): RunWatch => ({
  look: (watched) =>
    watched.length === 0 ? Promise.resolve([]) : db.readAsSystem((tx) => lookAt(tx, watched)),
});

const lookAt = async (
  tx: Parameters<typeof watchedRuns>[0],
  watched: readonly WatchedRun[],
): Promise<(RunNews | null)[]> => {
  // The rows last: a run that shows as over has all of them.
  const runs = byPlace(await watchedRuns(tx, watched));
  const waits = byPlace(await watchedWaits(tx, watched));
  const rows = byPlace(await watchedRows(tx, watched));
  return watched.map(({ after }, index) => {
    const [run] = runs.get(index + 1) ?? [];
    if (run === undefined) return null;
    const entries = rows.get(index + 1) ?? [];
    return {
      run: shownRun(run),
      waits: run.endedAt === null ? (waits.get(index + 1) ?? []).map(shownWait) : [],
      entries: entries.map(shownEntry),
      seq: entries.at(-1)?.seq ?? after,
    };
  });
};

const byPlace = <Row extends { readonly place: number }>(rows: readonly Row[]): Map<number, Row[]> =>
  Map.groupBy(rows, ({ place }) => place);
