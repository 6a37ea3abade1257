// slow: starts whole hubs
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { startTestHub, type TestHub } from '../../setup/hub.ts';
import { connectClient, eras, httpTransport } from '../../setup/mcp-client.ts';
import { raw } from '../../setup/mcp-endpoint.ts';
import { beginSession, openEvents, stateless } from '../../setup/mcp-wire.ts';
import { verifies } from '../../setup/verifies.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({ HUB_CORS_ORIGINS: 'https://portal.example.com' });
});

afterAll(async () => {
  await hub.stop();
});

const url = () => `${hub.url}/mcp/hub-admin`;

describe('the hub’s own operations as tools', () => {
  test.each(eras)('by the official client, era of %s', async (era) => {
    const one = await connectClient(httpTransport(url(), hub.key), era);
    const { tools } = await one.client.listTools();
    expect(tools.length).toBeGreaterThan(0);
    await one.close();
  });

  test('are nobody’s without a credential, or of another space', async () => {
    const { body } = stateless('', 'tools/list');
    expect((await raw(url(), { body })).status).toBe(401);
    expect((await raw(url(), { body })).headers['www-authenticate']).toMatch(/^Bearer/);
    const other = stateless(hub.key, 'tools/list', { headers: { 'hub-space': 'elsewhere' } });
    expect((await raw(url(), other)).status).toBe(404);
  });

  test('carry the headers of all answers, and are counted', async () => {
    const answer = await raw(url(), stateless(hub.key, 'tools/list'));
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['x-request-id']).toMatch(/^req_/);
    const metrics = await hub.request('GET', '/metrics');
    expect(metrics.text).toContain('hub_mcp_requests{era="2026-07-28",status="200"}');
  });

  test('may be called by pages of origins that are named', async () => {
    const preflight = await raw(url(), {
      method: 'OPTIONS',
      headers: {
        origin: 'https://portal.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, mcp-method, Mcp-Param-Region, x-evil',
      },
    });
    expect(preflight.status).toBe(204);
    const taken = String(preflight.headers['access-control-allow-headers']).split(', ');
    expect(taken).toEqual(expect.arrayContaining(['mcp-session-id', 'mcp-method', 'mcp-param-region']));
    expect(taken).not.toContain('x-evil');
  });
});

verifies(
  'mcp.serve.drained',
  'when the hub stops, streams end at once and the stop does not wait for them',
  async () => {
    const stopping = await startTestHub({ HUB_DRAIN_SECONDS: '20' });
    const at = `${stopping.url}/mcp/hub-admin`;
    const session = await beginSession(at, stopping.key);
    const own = await openEvents(at, { headers: session.headers });
    const request = stateless(stopping.key, 'subscriptions/listen', {
      params: { notifications: { toolsListChanged: true } },
    });
    const listen = await openEvents(at, { method: 'POST', ...request });
    await eventually(async () => expect(listen.events.length).toBeGreaterThan(0));
    await stopping.stop();
    await Promise.all([own.ended, listen.ended]);
    expect(listen.events.at(-1)?.message).toMatchObject({ result: { resultType: 'complete' } });
    expect(stopping.logged()).not.toContain('their connections are closed');
  },
);
