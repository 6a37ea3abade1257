import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { startBlobs } from '../../app/blobs.ts';
import { startConnectors } from '../../app/connectors.ts';
import { startDatabases } from '../../app/database.ts';
import { openLifecycle } from '../../app/lifecycle.ts';
import { startSharing } from '../../app/outside.ts';
import { ensureFirstOwner } from '../../gateway/sign-in/first-owner.ts';
import { openAuditTrail } from '../../platform/audit/trail.ts';
import { systemClock as clock } from '../../platform/clock.ts';
import { loadConfig, secretsFolder } from '../../platform/config.ts';
import { poolOptions } from '../../platform/egress/pool-options.ts';
import { openEventBus } from '../../platform/events/bus.ts';
import { openInvoker } from '../../platform/invoke/invoker.ts';
import { openLog } from '../../platform/log.ts';
import { startTelemetry } from '../../platform/telemetry.ts';
import { loadMasterKeys } from '../../platform/vault/master-key.ts';
import { openVault } from '../../platform/vault/vault.ts';
import { quantile } from '../platform/measure.ts';

/** What one call of an operation costs beside a bare undici call to the same upstream: all checks, an API key, limits. */
const rounds = 10;
const folder = await mkdtemp(join(tmpdir(), 'app-connect-bench-'));
await chmod(folder, 0o755);
const upstream = fork(join(import.meta.dirname, '..', 'platform', 'egress-upstream.ts'));
const [port] = (await once(upstream, 'message')) as [number];
const origin = `http://127.0.0.1:${port}`;

const config = loadConfig({ HUB_DATA: folder, HUB_EGRESS_ALLOW: '127.0.0.1', HUB_LOG_LEVEL: 'error' });
const log = openLog({ level: 'error' });
const lifecycle = openLifecycle(log);
try {
  const { db, aside } = await startDatabases(config, lifecycle);
  const masterKeys = await loadMasterKeys({ setting: undefined, folder: secretsFolder(config) });
  const vault = await openVault({ db: aside, masterKeys, clock });
  const { hints, limiter } = await startSharing({ config, db, log, clock, lifecycle });
  const events = openEventBus({ hints });
  const audit = openAuditTrail({ key: vault.deriveKey('audit'), clock });
  const blobs = await startBlobs({ config, log, lifecycle });
  await ensureFirstOwner(db, undefined);
  const [space] = await db.asSystem((tx) => tx.query<{ id: string }>('select space_id as id from spaces'));
  const spaceId = space?.id ?? '';
  const { caller, operations } = await startConnectors({
    ...{ config, db, vault, hints, events, audit, blobs, limiter, clock, log, lifecycle },
  });
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'bench' });
  const invoke = openInvoker({ ...{ db, audit, events, vault, clock, log, telemetry }, checkOutputs: false });
  const signal = new AbortController().signal;
  const use = async (name: string, input: unknown): Promise<void> => {
    const operation = operations.find((each) => each.name === name);
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    const by = { kind: 'hub', name: 'bench', spaceId, permissions: 'all' } as const;
    await invoke({ operation, input, caller: by, requestId: 'req_bench', signal });
  };
  await use('connectors.import', { name: 'things', document: documentOf(origin) });
  await use('connections.create', {
    connector: 'things',
    name: 'bench',
    alternative: { key: [] },
    secrets: { key: { key: '0123456789abcdef' } },
  });

  const pool = new Pool(origin, poolOptions);
  const headers = { 'x-api-key': '0123456789abcdef', accept: 'application/json' };
  const bare = async (): Promise<void> => {
    const answer = await pool.request({ method: 'GET', path: '/v1/things?limit=1', headers });
    await answer.body.json();
  };
  const called = async (): Promise<void> => {
    await caller.call({ spaceId, connector: 'things', operation: 'listThings', input: { limit: 1 }, signal });
  };
  for (const concurrency of [1, 32]) {
    const calls = concurrency === 1 ? 3_000 : 8_000;
    const results: Record<'bare' | 'called', Measured[]> = { bare: [], called: [] };
    await measure(bare, concurrency, calls);
    await measure(called, concurrency, calls);
    for (let round = 0; round < rounds; round++) {
      // Turn about, so that whatever else the machine does falls on both.
      for (const name of round % 2 === 0 ? (['bare', 'called'] as const) : (['called', 'bare'] as const))
        results[name].push(await measure(name === 'bare' ? bare : called, concurrency, calls));
    }
    const cpu = (name: 'bare' | 'called') => median(results[name].map((each) => each.cpuMicros));
    const p50 = (name: 'bare' | 'called') => median(results[name].map((each) => each.p50));
    console.log(
      `concurrency ${concurrency}: CPU ${cpu('bare').toFixed(0)} → ${cpu('called').toFixed(0)} µs a call (+${(cpu('called') - cpu('bare')).toFixed(0)} µs), ` +
        `p50 ${p50('bare').toFixed(3)} → ${p50('called').toFixed(3)} ms (+${(p50('called') - p50('bare')).toFixed(3)} ms), load ${loadavg()[0]?.toFixed(1) ?? ''}`,
    );
  }
  await pool.close();
} finally {
  await lifecycle.stop();
  upstream.kill();
  await rm(folder, { recursive: true, force: true });
}

interface Measured {
  readonly cpuMicros: number;
  readonly p50: number;
}

async function measure(call: () => Promise<void>, concurrency: number, calls: number): Promise<Measured> {
  let left = calls;
  const times: number[] = [];
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const began = performance.now();
      await call();
      times.push(performance.now() - began);
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: concurrency }, work));
  const { user, system } = process.cpuUsage(before);
  return { cpuMicros: (user + system) / calls, p50: median(times) };
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function documentOf(server: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Things', version: '1' },
    servers: [{ url: server }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    paths: {
      '/v1/things': {
        get: {
          operationId: 'listThings',
          parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } }],
          responses: {
            '200': { description: 'ok', content: { 'application/json': { schema: { type: 'object' } } } },
          },
        },
      },
    },
  };
}
