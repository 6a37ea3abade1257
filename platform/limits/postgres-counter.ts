import type { Db } from '../db/open.ts';
import type { SharedCounter } from './windows.ts';

/** Counts in one unlogged row a window: lost in a crash of the database, which only forgives. */
export const postgresCounter = (db: Db): SharedCounter => ({
  take: async (counter, want, limit) => {
    const [row] = await db.asSystem((tx) =>
      tx.query<{ granted: number; ends_in: number; open: number }>(
        `with asked as (select $3::float8 * interval '1 ms' as span, clock_timestamp() as at)
         insert into rate_counters as c (counter, window_start, taken, granted)
         select $1, at, least($2::int, $4::int), least($2::int, $4::int) from asked
         on conflict (counter) do update set
           window_start = case when c.window_start + $3::float8 * interval '1 ms' <= excluded.window_start then excluded.window_start else c.window_start end,
           granted = case when c.window_start + $3::float8 * interval '1 ms' <= excluded.window_start then excluded.granted else least($2::int, $4::int - c.taken) end,
           taken = case when c.window_start + $3::float8 * interval '1 ms' <= excluded.window_start then excluded.taken else least(c.taken + $2::int, $4::int) end
         returning granted, greatest(0, $4::int - taken) as open,
           greatest(1, extract(epoch from (window_start + $3::float8 * interval '1 ms' - clock_timestamp())) * 1000)::float8 as ends_in`,
        [counter, want, limit.windowMs, limit.max],
      ),
    );
    return {
      granted: Math.max(0, row?.granted ?? 0),
      windowEndsInMs: row?.ends_in ?? limit.windowMs,
      left: row?.open ?? 0,
    };
  },
});
