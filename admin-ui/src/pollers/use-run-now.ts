import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite, type Write } from '../api/queries.tsx';
import type { Poller } from '../api/shapes.ts';

export interface RunNow {
  /** The poller as it is at this moment. */
  readonly poller: Poller;
  readonly write: Write<unknown, { jobId: string }>;
  /** A run that was asked for here is not over yet. */
  readonly running: boolean;
  /** One that was asked for here is over. */
  readonly over: boolean;
  run(): void;
}

const lookEveryMs = 4_000;
const whileRunningMs = 500;

/** Watches a poller, and closely while a run goes on that was asked for: no event tells how that one ended. */
export const useRunNow = (listed: Poller): RunNow => {
  const { client, key } = useHub();
  const cache = useCache();
  const params = { path: { pollerId: listed.id } };
  /** When the poller had last run, as the run was asked for. */
  const [asked, setAsked] = useState<{ readonly lastRunAt: string | null } | null>(null);
  const [running, setRunning] = useState(false);
  const watched = useRead(
    key('pollers', 'watched', listed.id),
    (signal) => answer(client.GET('/api/pollers/{pollerId}', { signal, params })),
    { fresh: true, everyMs: running ? whileRunningMs : lookEveryMs },
  );
  const poller = watched.data ?? listed;
  if (running && asked !== null && poller.lastRunAt !== asked.lastRunAt) setRunning(false);
  const write = useWrite(() => answer(client.POST('/api/pollers/{pollerId}/run', { params })));
  return {
    ...{ poller, write, running },
    over: asked !== null && !running,
    run: () => {
      const { lastRunAt } = poller;
      write.run(undefined).then(
        () => {
          setAsked({ lastRunAt });
          setRunning(true);
          cache.expire(key('pollers'));
        },
        () => undefined,
      );
    },
  };
};
