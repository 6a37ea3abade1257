// slow: three processes, and a provider whose tokens have to run out
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { startCaller, type CallerProcess } from '../setup/caller-process.ts';
import { age, connectCrm, offerCrm } from '../setup/connected.ts';
import { startConnections, type ConnectionTrial } from '../setup/connections.ts';
import { eventually } from '../setup/eventually.ts';
import { startOAuthProvider, type OAuthProvider } from '../setup/oauth-provider.ts';
import type { Answered } from './fixtures/caller.ts';
import { verifies } from '../setup/verifies.ts';

/**
 * Fifty callers in three processes at a provider whose refresh tokens work once: a second use ends the grant. The
 * processes share the database and nothing else.
 */
let trial: ConnectionTrial;
let provider: OAuthProvider;
let processes: CallerProcess[] = [];
const shares = [17, 17, 16];

beforeAll(async () => {
  provider = await startOAuthProvider();
  trial = await startConnections();
  offerCrm(trial, provider);
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  processes = [];
  provider.line.before = () => undefined;
  provider.line.after = (tokens) => tokens;
});
afterAll(async () => {
  await trial.stop();
  await provider.stop();
});

const startProcesses = async (leaseMs: number): Promise<void> => {
  processes = await Promise.all(
    shares.map(() =>
      startCaller({
        databaseUrl: trial.database.url,
        masterKey: trial.masterKey,
        schemes: trial.connectors.get('crm')?.schemes ?? {},
        spaceId: trial.space,
        ...{ leaseMs, keepMs: 0 },
      }),
    ),
  );
};

const askAll = async (connectionId: string, which = processes): Promise<Omit<Answered, 'number'>> => {
  const answers = await Promise.all(
    which.map((one, at) => one.ask({ connectionId, callers: shares[at] ?? 16 })),
  );
  return {
    tokens: answers.flatMap(({ tokens }) => tokens),
    codes: answers.flatMap(({ codes }) => codes),
  };
};

const refreshes = (): number => provider.line.asked.get('refresh_token') ?? 0;

verifies(
  'connectors.auth.refresh-once',
  'one refresh for each of ten expiries, however slow the provider is',
  async () => {
    const { id } = await connectCrm(trial, provider);
    await startProcesses(10_000);
    const before = refreshes();
    // How slow this provider is at times: its doing, not a wait of the test.
    provider.line.before = async () => pause(Math.random() * 300);
    const seen = new Set<string>();
    for (let round = 1; round <= 10; round++) {
      await age(trial, id, 'end');
      const { tokens, codes } = await askAll(id);
      expect(codes).toEqual([]);
      expect(tokens).toHaveLength(50);
      expect(new Set(tokens).size).toBe(1);
      expect(refreshes() - before).toBe(round);
      seen.add(tokens[0] ?? '');
    }
    expect(seen.size).toBe(10);
    const [row] = await trial.sql<{ version: number }>(
      'select token_version::int as version from connections where connection_id = $1',
      [id],
    );
    expect(row?.version).toBe(11);
  },
);

verifies(
  'connectors.auth.refresh-once',
  'when the one that renews is killed before the provider heard of it, another one does it',
  async () => {
    const { id } = await connectCrm(trial, provider);
    await startProcesses(1_500);
    const [first, ...others] = processes;
    await age(trial, id, 'end');
    const before = refreshes();
    let held = 0;
    provider.line.before = async () => {
      if (held++ === 0) await Promise.reject(await killed.promise);
    };
    const killed = Promise.withResolvers<Error>();
    void first?.ask({ connectionId: id, callers: 17 });
    await eventually(() => held === 1);
    const waiting = askAll(id, others);
    await first?.kill();
    killed.resolve(new Error('nobody is there any more'));
    const { tokens, codes } = await waiting;
    expect(codes).toEqual([]);
    expect(new Set(tokens).size).toBe(1);
    // The one that never arrived, and the one that counted.
    expect(refreshes() - before).toBe(2);
    expect((await trial.call('connections.get', { connectionId: id })).state).toBe('ready');
  },
);

verifies(
  'connectors.auth.needs-reauth',
  'when it is killed between the answer and the storing, people are asked once, and nobody loops',
  async () => {
    const { id } = await connectCrm(trial, provider);
    await startProcesses(1_500);
    const [first, ...others] = processes;
    await age(trial, id, 'end');
    const before = refreshes();
    const killed = Promise.withResolvers<Error>();
    let answered = 0;
    provider.line.after = async (tokens) => {
      if (answered++ > 0) return tokens;
      throw await killed.promise;
    };
    void first?.ask({ connectionId: id, callers: 17 });
    await eventually(() => answered === 1);
    await first?.kill();
    killed.resolve(new Error('nobody is there any more'));
    for (let round = 0; round < 3; round++) {
      const { tokens, codes } = await askAll(id, others);
      expect(tokens).toEqual([]);
      expect(new Set(codes).size).toBe(1);
    }
    expect(refreshes() - before).toBe(2);
    expect(await trial.call('connections.get', { connectionId: id })).toMatchObject({
      state: 'needs_reauth',
      lastError: expect.stringContaining('invalid_grant') as unknown,
    });
    const told = await trial.events('connection.needs-reauth');
    expect(told.filter(({ subject }) => subject === id)).toHaveLength(1);
  },
);
