// slow: starts a hub, or the parts of one
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { readPrometheus, type Family, type Sample } from '../setup/prometheus.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const scrape = async (): Promise<ReadonlyMap<string, Family>> => {
  const answer = await hub.request('GET', '/metrics', { key: null });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4; charset=utf-8$/);
  return readPrometheus(answer.text);
};

const requests = 'hub_http_request_seconds';
const count = (families: ReadonlyMap<string, Family>, operation: string, status: number): number =>
  families
    .get(requests)
    ?.samples.find(
      ({ name, labels }) =>
        name === `${requests}_count` &&
        labels['operation'] === operation &&
        labels['status'] === String(status),
    )?.value ?? 0;

verifies(
  'foundation.metrics.prometheus',
  'every line is one of the format, and every family is described',
  async () => {
    await hub.request('GET', '/api/space');
    const families = await scrape();
    expect([...families].filter(([, { type, help }]) => type === '' || help === '')).toEqual([]);
    expect(families.get('hub_http_requests_in_flight')).toMatchObject({
      type: 'gauge',
      samples: [{ value: 0 }],
    });
    expect(families.get('hub_live_sockets')).toMatchObject({ type: 'gauge', samples: [{ value: 0 }] });
    const memory = families.get('hub_process_resident_memory_bytes')?.samples[0]?.value ?? 0;
    expect(memory).toBeGreaterThan(10_000_000);
    for (const [name, { samples }] of families) {
      const series = samples.map((sample) => JSON.stringify([sample.name, sample.labels]));
      expect([name, series.length]).toEqual([name, new Set(series).size]);
    }
  },
);

verifies(
  'foundation.metrics.prometheus',
  'counters move by what was asked, by operation and status',
  async () => {
    const before = await scrape();
    for (let n = 0; n < 3; n++) await hub.request('GET', '/api/space');
    await hub.request('GET', '/api/space', { key: null });
    await hub.request('PATCH', '/api/space', { body: { colour: 'red' } });
    await hub.request('GET', '/api/nothing/at/all');
    // An answer is counted when it has gone out, which may be after it was read here.
    await eventually(async () => {
      const after = await scrape();
      const moved = (operation: string, status: number) =>
        count(after, operation, status) - count(before, operation, status);
      expect([
        moved('space.get', 200),
        moved('space.get', 401),
        moved('space.update', 400),
        moved('none', 404),
      ]).toEqual([3, 1, 1, 1]);
    });
  },
);

test('the buckets of a histogram grow, and the last one holds all', async () => {
  await hub.request('GET', '/api/space');
  const { samples, type } = (await scrape()).get(requests) ?? { samples: [], type: 'none' };
  expect(type).toBe('histogram');
  const series = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.labels['operation'], sample.labels['status']]);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  expect(series.size).toBeGreaterThan(0);
  for (const lines of series.values()) {
    const buckets = lines.filter(({ name }) => name.endsWith('_bucket'));
    const values = buckets.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(buckets.at(-1)?.labels['le']).toBe('+Inf');
    expect(values.at(-1)).toBe(lines.find(({ name }) => name.endsWith('_count'))?.value);
    expect(lines.find(({ name }) => name.endsWith('_sum'))?.value).toBeGreaterThan(0);
  }
});

test('labels come from a small known set: no paths, no ids, no names of tenants', async () => {
  await hub.request('GET', '/api/keys/key_00000000000000000000000000');
  await hub.request('GET', '/api/canary-path?canary=query');
  const text = (await hub.request('GET', '/metrics', { key: null })).text;
  for (const secret of ['canary', 'key_0', '/api/', 'default', hub.key]) expect(text).not.toContain(secret);
});

test('without a key of their own, metrics are for loopback without a proxy between', async () => {
  const proxied = { 'x-forwarded-for': '203.0.113.9' };
  const answer = await hub.request('GET', '/metrics', { key: null, headers: proxied });
  expect(answer.status).toBe(403);
  expect(answer.text).not.toContain(requests);
});

verifies('foundation.metrics.prometheus', 'where a key is set, nobody reads without it', async () => {
  const key = 'a-key-for-prometheus';
  const guarded = await startTestHub({ HUB_METRICS_KEY: key });
  try {
    for (const wrong of [null, '', `${key}x`, key.slice(1), guarded.key]) {
      const answer = await guarded.request('GET', '/metrics', { key: wrong });
      expect([wrong, answer.status]).toEqual([wrong, 401]);
      expect(answer.text).not.toContain(requests);
    }
    const behind = { 'x-forwarded-for': '203.0.113.9' };
    const right = await guarded.request('GET', '/metrics', { key, headers: behind });
    expect(right.status).toBe(200);
    expect(readPrometheus(right.text).has(requests)).toBe(true);
  } finally {
    await guarded.stop();
  }
});
