// slow: asks a database again and again
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { refusalCode, startTestGateway, type TestBrowser, type TestGateway } from '../setup/gateway.ts';
import { verifies } from '../setup/verifies.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

let people = 0;
const signedIn = async (): Promise<{ browser: TestBrowser; userId: string; sessionId: string }> => {
  const person = await gateway.person(`Person ${++people}`, {
    spaceId: gateway.owner.spaceId,
    role: 'viewer',
  });
  const browser = Object.assign(gateway.browser(), { ip: `198.51.100.${people}` });
  await browser.call('signIn.withPassword', { email: person.email, password: person.password });
  const [row] = await gateway.sql<{ id: string }>(
    'select session_id as id from sessions where user_id = $1',
    [person.userId],
  );
  return { browser, userId: person.userId, sessionId: row?.id ?? '' };
};
const refreshOf = (browser: TestBrowser) => browser.cookies.get('hub_refresh');
const copyOf = (browser: TestBrowser): TestBrowser => {
  const copy = gateway.browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
};
const revokedReason = async (sessionId: string) =>
  (
    await gateway.sql<{ reason: string }>(
      'select revoked_reason as reason from sessions where session_id = $1',
      [sessionId],
    )
  )[0]?.reason;

describe('refreshing', () => {
  test('gives a new pair of cookies, and the database keeps only hashes', async () => {
    const { browser, userId } = await signedIn();
    const before = refreshOf(browser);
    const answer = await browser.call('session.refresh');
    expect(answer).toMatchObject({ user: { id: userId } });
    expect(refreshOf(browser)).not.toBe(before);
    await expect(browser.call('me.get')).resolves.toMatchObject({ user: { id: userId } });
    const [row] = await gateway.sql('select * from sessions where user_id = $1', [userId]);
    expect(JSON.stringify(row)).not.toContain(refreshOf(browser) ?? '-');
    await browser.call('session.refresh');
  });

  test('in two tabs at once gives both the same successor, and both go on', async () => {
    const { browser } = await signedIn();
    const tabs = Array.from({ length: 8 }, () => copyOf(browser));
    await Promise.all(tabs.map((tab) => tab.call('session.refresh')));
    expect(new Set(tabs.map(refreshOf)).size).toBe(1);
    for (const tab of tabs.slice(0, 2)) await tab.call('session.refresh');
    await expect(tabs[7]?.call('me.get')).resolves.toBeDefined();
  });

  verifies(
    'foundation.sessions.rotation',
    'with the token before the last, after the grace, ends the session for both holders',
    async () => {
      const { browser, sessionId, userId } = await signedIn();
      const thief = copyOf(browser);
      await browser.call('session.refresh');
      await gateway.sql(
        "update sessions set rotated_at = now() - interval '31 seconds' where session_id = $1",
        [sessionId],
      );
      expect(await refusalCode(thief.call('session.refresh'))).toBe('unauthenticated');
      expect(await revokedReason(sessionId)).toBe('token-reused');
      expect(await refusalCode(browser.call('session.refresh'))).toBe('unauthenticated');
      await eventually(async () => (await refusalCode(browser.call('me.get'))) === 'unauthenticated');
      expect(gateway.facts).toContainEqual(
        expect.objectContaining({ type: 'session.revoked', subject: userId, spaceId: 'installation' }),
      );
      const [entry] = await gateway.sql(
        "select details from audit_entries where action = 'session.refresh' and target = $1",
        [userId],
      );
      expect(entry).toMatchObject({ details: { reason: 'token-reused', sessionId } });
    },
  );

  test.each([
    ['nothing', undefined],
    ['an empty cookie', ''],
    ['a made-up token', 'A'.repeat(43)],
    ['a token of another shape', '../../etc/passwd'],
    ['a megabyte', 'A'.repeat(1_000_000)],
  ])('with %s is refused', async (_what, token) => {
    const browser = gateway.browser();
    if (token !== undefined) browser.cookies.set('hub_refresh', token);
    expect(await refusalCode(browser.call('session.refresh'))).toBe('unauthenticated');
  });

  test.each([
    ['after thirty days', "expires_at = now() - interval '1 second'"],
    ['after seven days without use', "last_used_at = now() - interval '7 days 1 second'"],
    ['when it was revoked', 'revoked_at = now()'],
  ])('%s is refused', async (_what, change) => {
    const { browser, sessionId } = await signedIn();
    await gateway.sql(`update sessions set ${change} where session_id = $1`, [sessionId]);
    expect(await refusalCode(browser.call('session.refresh'))).toBe('unauthenticated');
  });

  test('of a disabled person is refused', async () => {
    const { browser, userId } = await signedIn();
    await gateway.sql('update users set disabled_at = now() where user_id = $1', [userId]);
    expect(await refusalCode(browser.call('session.refresh'))).toBe('unauthenticated');
  });
});

describe('ending', () => {
  verifies(
    'foundation.sessions.revocation',
    'signing out takes the cookies away and ends the session',
    async () => {
      const { browser, sessionId } = await signedIn();
      const copy = copyOf(browser);
      await browser.call('session.end');
      expect([...browser.cookies.keys()]).toEqual([]);
      expect(await revokedReason(sessionId)).toBe('signed-out');
      expect(await refusalCode(copy.call('session.refresh'))).toBe('unauthenticated');
      await eventually(async () => (await refusalCode(copy.call('me.get'))) === 'unauthenticated');
    },
  );

  test('signing out twice, or without a session, is no error', async () => {
    const { browser } = await signedIn();
    await browser.call('session.end');
    await expect(browser.call('session.end')).resolves.toEqual({});
    await expect(gateway.browser().call('session.end')).resolves.toEqual({});
  });

  test('one of my sessions can be ended; one of somebody else answers like one that is not there', async () => {
    const mine = await signedIn();
    const theirs = await signedIn();
    const errors = await Promise.all(
      [theirs.sessionId, 'ses_00000000000000000000000000'].map((sessionId) =>
        refusalCode(mine.browser.call('me.endSession', { sessionId })),
      ),
    );
    expect(errors).toEqual(['not_found', 'not_found']);
    expect(await revokedReason(theirs.sessionId)).toBeNull();
    await mine.browser.call('me.endSession', { sessionId: mine.sessionId });
    expect(await revokedReason(mine.sessionId)).toBe('revoked');
  });

  test('all others end and the one in use stays', async () => {
    const person = await gateway.person('Many Places');
    const browsers = [gateway.browser(), gateway.browser(), gateway.browser()] as const;
    for (const browser of browsers)
      await browser.call('signIn.withPassword', { email: person.email, password: person.password });
    const listed = await browsers[0].call<{ items: { current: boolean }[] }>('me.listSessions');
    expect(listed.items.map((item) => item.current).sort()).toEqual([false, false, true]);
    await expect(browsers[0].call('me.endOtherSessions')).resolves.toEqual({ ended: 2 });
    await browsers[0].call('session.refresh');
    expect(await refusalCode(browsers[1].call('session.refresh'))).toBe('unauthenticated');
  });
});
