// slow: starts a hub for each option
import { expect } from '@jest/globals';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

const withHub = async (env: Record<string, string>, work: (hub: TestHub) => Promise<void>): Promise<void> => {
  const hub = await startTestHub(env);
  try {
    await work(hub);
  } finally {
    await hub.stop();
  }
};

verifies(
  'foundation.http.rate-limits',
  'a caller gets as many requests as the limit says, and then the time to wait',
  async () => {
    await withHub({ HUB_RATE_LIMIT: '20' }, async (hub) => {
      const answers = await Promise.all(Array.from({ length: 30 }, () => hub.request('GET', '/api/space')));
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(20);
      const refused = answers.find((answer) => answer.status === 429);
      expect(refused?.json).toMatchObject({ code: 'rate_limited' });
      expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
      // Another caller has a count of its own, and so has an address without sign-in.
      expect((await hub.request('GET', '/api/sign-in/methods', { key: null })).status).toBe(200);
    });
  },
);

verifies(
  'foundation.http.trusted-proxies',
  'X-Forwarded-For is believed for as many proxies as there are',
  async () => {
    const spoofed = { 'x-forwarded-for': '203.0.113.9, 198.51.100.4' };
    const auditedIp = async (hub: TestHub): Promise<unknown> => {
      await hub.request('POST', '/api/keys', {
        body: { name: 'x', permissions: ['space.read'] },
        headers: spoofed,
      });
      const { rows } = await hub.database.superuser.query<{ ip: string }>(
        "select ip from audit_entries where action = 'keys.create' order by seq desc limit 1",
      );
      return rows[0]?.ip;
    };
    await withHub({}, async (hub) => expect(await auditedIp(hub)).toBe('127.0.0.1'));
    await withHub({ HUB_TRUSTED_PROXIES: '1' }, async (hub) =>
      expect(await auditedIp(hub)).toBe('198.51.100.4'),
    );
  },
);

verifies(
  'foundation.http.cors',
  'an origin that the owner named may call with a key, and never with a cookie',
  async () => {
    await withHub({ HUB_CORS_ORIGINS: 'https://portal.example' }, async (hub) => {
      const ask = (origin: string) =>
        hub.request('OPTIONS', '/api/keys', { headers: { origin, 'access-control-request-method': 'GET' } });
      const allowed = await ask('https://portal.example');
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-origin')).toBe('https://portal.example');
      expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
      expect(
        (await ask('https://portal.example.evil')).headers.get('access-control-allow-origin'),
      ).toBeNull();
    });
  },
);

verifies('foundation.http.drain', 'a stop answers what has begun, and takes nothing new', async () => {
  const hub = await startTestHub();
  const begun = Array.from({ length: 20 }, () => hub.request('GET', '/api/audit'));
  await begun[0];
  const stopped = hub.stop();
  for (const answer of await Promise.all(begun)) expect(answer.status).toBe(200);
  await stopped;
  await expect(hub.request('GET', '/health')).rejects.toThrow();
});

verifies('foundation.log.redaction', 'the log of a hub at its most talkative holds no secret', async () => {
  await withHub({}, async (hub) => {
    const cookie = await hub.signIn();
    const secret = await hub.makeKey(['space.read']);
    await hub.request('POST', '/api/sign-in', {
      key: null,
      body: { email: 'canary@x.example', password: 'canary-password-1' },
    });
    await hub.request('GET', `/api/keys?q=canary-query&cursor=canary-cursor`);
    const log = hub.logged();
    expect(log).toContain('"operation":"keys.create"');
    for (const text of [hub.key, secret, 'canary', /hub_session=([^;]+)/.exec(cookie)?.[1] ?? 'none']) {
      expect(log.includes(text)).toBe(false);
    }
  });
});
