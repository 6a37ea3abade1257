import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { Db } from '../platform/db/open.ts';

/** The world outside: it does what it is asked once for each idempotency key, and remembers every call. */
export interface Effects {
  readonly url: string;
  readonly host: string;
  readonly calls: () => number;
  /** Keys of each run under which something was done. */
  readonly applied: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of each run when it called first and last. */
  readonly spans: ReadonlyMap<string, readonly [first: number, last: number]>;
  /** Calls of tasks that stood in the journal as done when the call came in. */
  readonly late: readonly string[];
  readonly failures: () => number;
  stop(): Promise<void>;
}

interface EffectOptions {
  readonly db: Db;
  readonly random: () => number;
}

const failShare = 0.05;
const runIdLength = 30;

export const startEffects = async ({ db, random }: EffectOptions): Promise<Effects> => {
  const applied = new Map<string, Set<string>>();
  const spans = new Map<string, readonly [number, number]>();
  const late: string[] = [];
  let calls = 0;
  let failures = 0;

  const isDone = async (runId: string, effect: string): Promise<boolean> => {
    const rows = await db.readAsSystem((tx) =>
      tx.query<{ key: string }>(`select key from flow_journal where run_id = $1 and kind = 'done'`, [runId]),
    );
    return rows.some(({ key }) => key.replace(/!\d+/g, '') === effect);
  };

  const take = async (path: string, key: string, n: number): Promise<number | null> => {
    calls += 1;
    const runId = key.slice(0, runIdLength);
    const effect = key.slice(runIdLength);
    const now = performance.now();
    spans.set(runId, [spans.get(runId)?.[0] ?? now, now]);
    // A list that is tried again goes through all of its tasks again, under the same keys.
    if (path !== '/flaky' && (await isDone(runId, effect))) late.push(key);
    const fails = path === '/flaky' && random() < failShare;
    if (fails) failures += 1;
    // Half of the failures come after the work was done.
    if (!fails || random() < 0.5) {
      const keys = applied.get(runId) ?? new Set<string>();
      applied.set(runId, keys.add(effect));
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 30));
    return fails ? null : n;
  };

  const server = createServer((request, response) => {
    void bodyOf(request)
      .then(async (text) => {
        const { n } = JSON.parse(text) as { n: number };
        const key = request.headers['idempotency-key'];
        if (typeof key !== 'string') throw new Error(`a call without a key: ${text}`);
        const added = await take(request.url ?? '', key, n);
        response.statusCode = added === null ? 500 : 200;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ added }));
      })
      // Whoever called is dead, or the database is too busy to say what is done.
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url: `http://${host}`,
    host,
    calls: () => calls,
    failures: () => failures,
    applied,
    spans,
    late,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
};
