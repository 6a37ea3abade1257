import { setTimeout as pause } from 'node:timers/promises';
import { startTestServer } from '../../test/setup/database-server.ts';
import { startCaller, type CallerProcess } from '../../test/setup/caller-process.ts';
import { connectCrm, offerCrm } from '../../test/setup/connected.ts';
import { startConnections, type ConnectionTrial } from '../../test/setup/connections.ts';
import { startOAuthProvider, type OAuthProvider } from '../../test/setup/oauth-provider.ts';
import { load, printTable, quantile } from '../platform/measure.ts';

/**
 * Tokens that really expire, every few seconds, at a provider whose refresh tokens work once and that is slow at
 * times: 50 callers in 3 processes, one of which is killed while it renews. What counts is how often the provider
 * was asked for each expiry, and whether a caller was ever left without a token that works.
 */
const tokenSeconds = 5;
const connections = 8;
const wanted = Number(process.argv[2] ?? 200);
/** The last one takes the place of the first, when that is killed. */
const shares = [17, 17, 16, 17];
const leaseMs = 3_000;

interface Counted {
  refreshes: number;
  asks: number;
  failed: number;
  refused: number;
  readonly waits: number[];
}

const run = async (trial: ConnectionTrial, provider: OAuthProvider): Promise<void> => {
  offerCrm(trial, provider);
  const ids: string[] = [];
  for (let n = 1; n < connections; n++) ids.push((await connectCrm(trial, provider)).id);
  const victim = (await connectCrm(trial, provider, { tokenParameters: 'victim=1' })).id;
  const start = (): Promise<CallerProcess> =>
    startCaller({
      ...{ databaseUrl: trial.database.url, masterKey: trial.masterKey, spaceId: trial.space, leaseMs },
      schemes: trial.connectors.get('crm')?.schemes ?? {},
    });
  const processes = await Promise.all(shares.slice(0, 3).map(start));
  const counted: Counted = { refreshes: 0, asks: 0, failed: 0, refused: 0, waits: [] };
  const isRefresh = (form: URLSearchParams | undefined) => form?.get('grant_type') === 'refresh_token';
  const death = Promise.withResolvers<Error>();
  let doomed = false;
  let killed = false;
  provider.line.before = async (form) => {
    if (!isRefresh(form)) return;
    // Slow at times: that is what makes callers meet at the door.
    await pause(Math.random() < 0.2 ? 400 + Math.random() * 800 : Math.random() * 50);
    if (doomed && !killed && form.has('victim')) {
      killed = true;
      await processes[0]?.kill();
      death.resolve(new Error('killed'));
      throw await death.promise;
    }
  };
  provider.line.after = (tokens) => {
    if (typeof tokens['refresh_token'] === 'string') counted.refreshes++;
    return tokens;
  };
  const expiries = async (): Promise<number> => {
    const [row] = await trial.sql<{ sum: number }>(
      'select sum(token_version - 1)::int as sum from connections',
    );
    return row?.sum ?? 0;
  };

  let over = false;
  const call = async (at: number, connectionId: string): Promise<void> => {
    const caller = processes[at];
    if (caller === undefined) return;
    const began = performance.now();
    const asked = caller.ask({ connectionId, callers: shares[at] ?? 16 });
    const answer = await Promise.race([asked, at === 0 ? death.promise.then(() => null) : asked]);
    if (answer === null) return;
    counted.asks += shares[at] ?? 16;
    counted.waits.push(performance.now() - began);
    counted.failed += answer.codes.length;
    const authorization = `Bearer ${answer.tokens[0]}`;
    const { status } = await fetch(`${provider.issuer}/me`, { headers: { authorization } });
    if (status !== 200) counted.refused++;
  };
  const live = async (at: number): Promise<void> => {
    while (!over && !(at === 0 && killed)) {
      // Until the kill, the one that will die is the only one that renews the victim.
      const own = at === 0 || killed ? [...ids, victim] : ids;
      await Promise.all(own.map((id) => call(at, id)));
      await pause(25);
    }
  };
  const began = performance.now();
  const lives = [0, 1, 2].map(live);
  for (let last = -1, done = 0; done < wanted; done = await expiries()) {
    if (done >= wanted / 2) doomed = true;
    if (killed && processes.length === 3) {
      processes.push(await start());
      lives.push(live(3));
    }
    if (done !== last && done % 50 === 0) console.log(`${done} expiries, ${counted.refreshes} refreshes`);
    last = done;
    await pause(100);
  }
  over = true;
  await Promise.all(lives);
  // What was begun ahead of time is stored a moment later.
  await pause(2_000);
  const total = await expiries();
  const states = await trial.sql<{ state: string }>('select distinct state from connections');
  printTable([
    {
      expiries: total,
      refreshes: counted.refreshes,
      'per expiry': (counted.refreshes / total).toFixed(2),
      'killed processes': killed ? 1 : 0,
      'tokens asked for': counted.asks,
      'without a token': counted.failed,
      'refused by the provider': counted.refused,
      'p50 ms': quantile(counted.waits, 0.5).toFixed(1),
      'p99 ms': quantile(counted.waits, 0.99).toFixed(0),
      seconds: Math.round((performance.now() - began) / 1_000),
      states: states.map(({ state }) => state).join(' '),
      load: load(),
    },
  ]);
  await Promise.all(processes.map((one) => one.kill()));
  const exact = counted.refreshes === total && counted.failed === 0 && counted.refused === 0 && killed;
  process.exitCode = exact ? 0 : 1;
};

const server = await startTestServer();
Object.assign(process.env, server.env);
const provider = await startOAuthProvider({ tokenSeconds });
const trial = await startConnections();
try {
  await run(trial, provider);
} finally {
  await trial.stop();
  await provider.stop();
  await server.stop();
}
