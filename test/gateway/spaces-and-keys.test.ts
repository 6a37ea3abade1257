import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../core/caller.ts';
import type { Permission } from '../../core/roles.ts';
import { slugSchema } from '../../gateway/spaces/slug.ts';
import { createSignInLink } from '../../gateway/sign-in/first-owner.ts';
import {
  refusal,
  refusalCode,
  startTestGateway,
  type TestBrowser,
  type TestGateway,
} from '../setup/gateway.ts';

let gateway: TestGateway;
let owner: TestBrowser;
beforeAll(async () => {
  gateway = await startTestGateway();
  owner = gateway.browser();
  await owner.call('signIn.withLink', {
    token: await createSignInLink(gateway.deps.db, gateway.owner.userId),
  });
});
afterAll(() => gateway.stop());

describe('a slug', () => {
  test.each(['a', '7', 'sales', 'sales-emea-2', 'x'.repeat(48)])('may be %j', (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(true);
  });
  test.each([
    '',
    '-a',
    'a-',
    'a--b',
    'A',
    'ä',
    'a b',
    'a/b',
    'a.b',
    '../a',
    'x'.repeat(49),
    'new',
    'api',
    'installation',
    'a\n',
  ])('may not be %j', (slug) => {
    expect(slugSchema.safeParse(slug).success).toBe(false);
  });
});

describe('a space', () => {
  test('is created by the owner of the installation, who owns it', async () => {
    const space = await owner.call<{ id: string; slug: string }>('spaces.create', {
      slug: 'sales',
      name: 'Sales',
    });
    await expect(owner.call('space.get', {}, 'sales')).resolves.toEqual({
      ...{ id: space.id, slug: 'sales', name: 'Sales', createdAt: expect.any(String) },
      settings: {
        ...{ timezone: 'UTC', language: 'en' },
        portal: { access: 'off', title: '', intro: '', selfService: false },
      },
    });
    expect(gateway.facts.at(-1)).toMatchObject({ type: 'space.created', spaceId: space.id });
    expect(await refusalCode(owner.call('spaces.create', { slug: 'sales', name: 'Again' }))).toBe(
      'already_exists',
    );
  });

  test('is created by nobody else, not even by an owner of another space', async () => {
    const boss = await gateway.person('Boss', { spaceId: gateway.owner.spaceId, role: 'owner' });
    const browser = gateway.browser();
    await browser.call('signIn.withPassword', { email: boss.email, password: boss.password });
    expect(await refusalCode(browser.call('spaces.create', { slug: 'mine', name: 'Mine' }))).toBe(
      'forbidden',
    );
  });

  test('keeps the settings that were not named', async () => {
    await owner.call('space.update', { settings: { timezone: 'Europe/Berlin' } }, 'sales');
    await expect(
      owner.call('space.update', { name: 'Sales EMEA', settings: { language: 'de' } }, 'sales'),
    ).resolves.toMatchObject({
      name: 'Sales EMEA',
      settings: { timezone: 'Europe/Berlin', language: 'de' },
    });
  });

  test.each([
    [{ settings: { timezone: 'Mars/Olympus' } }],
    [{ settings: { timezone: '+25:00' } }],
    [{ settings: { owner: 1 } }],
    [{ slug: 'x' }],
    [{ name: '\u0007' }],
  ])('does not take %j', async (change) => {
    expect(await refusalCode(owner.call('space.update', change, 'sales'))).toBe('input_invalid');
  });

  test('is deleted by typing its slug, with everything in it, and its trail stays', async () => {
    const space = await owner.call<{ id: string }>('spaces.create', { slug: 'passing', name: 'Passing' });
    const { secret } = await owner.call<{ secret: string }>(
      'keys.create',
      { name: 'k', permissions: ['space.read'] },
      'passing',
    );
    expect(await refusalCode(owner.call('space.delete', { slug: 'sales' }, 'passing'))).toBe('input_invalid');
    await owner.call('space.delete', { slug: 'passing' }, 'passing');
    expect(await refusalCode(gateway.authenticate({ bearer: secret }))).toBe('unauthenticated');
    for (const table of ['spaces', 'members', 'api_keys'])
      expect(await gateway.sql(`select 1 from ${table} where space_id = $1`, [space.id])).toEqual([]);
    const [trail] = await gateway.sql<{ n: number }>(
      'select count(*)::int as n from audit_entries where space_id = $1',
      [space.id],
    );
    expect(trail?.n).toBeGreaterThan(0);
  });

  test('called default is never deleted, and an admin deletes none', async () => {
    expect(await refusalCode(owner.call('space.delete', { slug: 'default' }, 'default'))).toBe('conflict');
    const admin = await gateway.person('Admin', { spaceId: gateway.owner.spaceId, role: 'admin' });
    const caller = gateway.as(admin.userId, gateway.owner.spaceId, 'admin');
    expect(await refusalCode(gateway.call('space.delete', { slug: 'default' }, caller))).toBe('forbidden');
  });
});

describe('an API key', () => {
  const keyCaller = (permissions: readonly Permission[]): Caller => ({
    ...{
      kind: 'key',
      keyId: 'key_00000000000000000000000000',
      name: 'maker',
      spaceId: gateway.owner.spaceId,
    },
    permissions: new Set(permissions),
  });

  test('is shown once, stored as a hash, and works', async () => {
    const { key, secret } = await owner.call<{
      key: { id: string; hint: string; expiresAt: string };
      secret: string;
    }>(
      'keys.create',
      { name: 'CI', permissions: ['space.read', 'members.read'], expiresInDays: 30 },
      'default',
    );
    expect(secret).toMatch(/^hub_[A-Za-z0-9_-]{43}$/);
    expect(secret.startsWith(key.hint.slice(0, -1))).toBe(true);
    expect(Math.round((Date.parse(key.expiresAt) - gateway.clock.now().getTime()) / 86_400_000)).toBe(30);
    const caller = await gateway.authenticate({ bearer: secret });
    expect([...(caller.permissions as ReadonlySet<string>)].sort()).toEqual(['members.read', 'space.read']);
    const everywhere = await gateway.sql(
      'select k::text as row from api_keys k union all select a::text from audit_entries a',
    );
    expect(JSON.stringify([everywhere, gateway.facts])).not.toContain(secret);
    const listed = await owner.call('keys.list', {}, 'default');
    expect(JSON.stringify(listed)).not.toContain(secret);
  });

  test('never holds more than its creator, person or key', async () => {
    const admin = await gateway.person('Key Admin', { spaceId: gateway.owner.spaceId, role: 'admin' });
    const person = gateway.as(admin.userId, gateway.owner.spaceId, 'admin');
    const make = (permissions: readonly Permission[], caller: Caller) =>
      gateway.call('keys.create', { name: 'k', permissions }, caller);
    const error = await refusal(make(['space.read', 'space.delete'], person));
    expect([error.code, error.problems[0]?.path]).toEqual(['forbidden', 'permissions[1]']);
    expect(await refusalCode(make(['members.write'], keyCaller(['keys.write', 'space.read'])))).toBe(
      'forbidden',
    );
    await expect(make(['space.read'], keyCaller(['keys.write', 'space.read']))).resolves.toBeDefined();
    expect(await refusalCode(make(['space.read'], keyCaller(['space.read'])))).toBe('forbidden');
  });

  test.each([
    [{ permissions: [] }],
    [{ permissions: ['space.read', 'space.read'] }],
    [{ permissions: ['root'] }],
    [{ permissions: ['space.read'], expiresInDays: 0 }],
    [{ permissions: ['space.read'], expiresInDays: 3_651 }],
    [{ permissions: ['space.read'], expiresInDays: 1.5 }],
    [{ permissions: ['space.read'], secret: 'hub_my_own' }],
  ])('is not made of %j', async (input) => {
    expect(await refusalCode(owner.call('keys.create', { name: 'k', ...input }, 'default'))).toBe(
      'input_invalid',
    );
  });

  test('is revoked once and for all, and says so in the list', async () => {
    const { key } = await owner.call<{ key: { id: string } }>(
      'keys.create',
      { name: 'gone', permissions: ['space.read'] },
      'default',
    );
    await owner.call('keys.revoke', { keyId: key.id }, 'default');
    await owner.call('keys.revoke', { keyId: key.id }, 'default');
    expect(
      gateway.facts.filter((fact) => fact.type === 'key.revoked' && fact.subject === key.id),
    ).toHaveLength(1);
    const revoked = await owner.call<{ items: { id: string; state: string }[] }>(
      'keys.list',
      { state: 'revoked' },
      'default',
    );
    expect(revoked.items).toContainEqual(expect.objectContaining({ id: key.id, state: 'revoked' }));
    const active = await owner.call<{ items: { id: string }[] }>('keys.list', { state: 'active' }, 'default');
    expect(active.items.map((item) => item.id)).not.toContain(key.id);
  });

  test('of another space answers like one that is not there', async () => {
    const { key } = await owner.call<{ key: { id: string } }>(
      'keys.create',
      { name: 'theirs', permissions: ['space.read'] },
      'sales',
    );
    const errors = await Promise.all(
      [key.id, 'key_00000000000000000000000000'].map((keyId) =>
        refusal(owner.call('keys.revoke', { keyId }, 'default')),
      ),
    );
    expect(errors.map((error) => error.code)).toEqual(['not_found', 'not_found']);
    expect(new Set(errors.map((error) => error.message.replace(/key_\w+/, ''))).size).toBe(1);
  });
});

describe('the audit trail', () => {
  test('is filtered, and found intact, until somebody changes it', async () => {
    const list = (input: object) =>
      owner.call<{ items: { action: string; target: string; seq: number; at: string }[] }>(
        'audit.list',
        input,
        'default',
      );
    const made = await list({ action: 'keys.create' });
    expect(new Set(made.items.map((item) => item.action))).toEqual(new Set(['keys.create']));
    const [last, before] = made.items;
    expect((await list({ target: last?.target })).items.length).toBeGreaterThan(0);
    expect(
      (await list({ actor: gateway.owner.userId, to: before?.at })).items.every(
        (item) => item.at < (before?.at ?? ''),
      ),
    ).toBe(true);
    expect((await list({ q: 'GONE' })).items.length).toBeGreaterThan(0);
    await expect(owner.call('audit.verify', {}, 'default')).resolves.toMatchObject({
      intact: true,
      firstBad: null,
    });
    await gateway.sql(
      `update audit_entries set details = '{"name":"innocent"}' where space_id = $1 and seq = $2`,
      [gateway.owner.spaceId, before?.seq],
    );
    await expect(owner.call('audit.verify', {}, 'default')).resolves.toMatchObject({
      intact: false,
      firstBad: before?.seq,
    });
  });

  test('is for those who may read it', async () => {
    for (const role of ['viewer', 'operator', 'builder'] as const) {
      const caller = gateway.as('usr_00000000000000000000000000', gateway.owner.spaceId, role);
      expect(await refusalCode(gateway.call('audit.list', {}, caller))).toBe('forbidden');
      expect(await refusalCode(gateway.call('audit.verify', {}, caller))).toBe('forbidden');
    }
  });
});
