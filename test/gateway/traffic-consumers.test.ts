// slow: waits until other processes have heard of changes
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refusal, refusalCode } from '../setup/gateway.ts';
import { eventually } from '../setup/eventually.ts';
import { startTestConsumers, type MadeCredential, type TestConsumers } from '../setup/consumers.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import type { Db } from '../../platform/db/open.ts';
import { HubError } from '../../core/errors.ts';
import { verifies } from '../setup/verifies.ts';

let world: TestConsumers;
beforeAll(async () => {
  world = await startTestConsumers();
});
afterAll(() => world.stop());

interface Made {
  readonly credential: { readonly id: string; readonly hint: string; readonly expiresAt: string | null };
  readonly secret: string | null;
}

const list = (input: object = {}) =>
  world.call<{ items: { id: string; name: string }[]; next: string | null }>('consumers.list', input);

describe('consumers', () => {
  test('are made, found, changed and deleted', async () => {
    const made = await world.call<{ id: string }>('consumers.create', {
      ...{ name: 'crm-sync', title: 'CRM', scopes: ['orders:read'], metadata: { plan: 'gold' } },
    });
    expect(await world.call('consumers.get', { consumerId: made.id })).toEqual({
      ...{ id: made.id, name: 'crm-sync', title: 'CRM', active: true, metadata: { plan: 'gold' } },
      ...{ scopes: ['orders:read'], credentials: 0, lastUsedAt: null },
      ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
    });
    expect((await list({ q: 'sync' })).items).toMatchObject([{ id: made.id }]);
    expect((await list({ scope: 'orders:read', active: 'true' })).items).toMatchObject([{ id: made.id }]);
    expect((await list({ active: 'false' })).items).toEqual([]);
    const changed = await world.call('consumers.update', { consumerId: made.id, active: false, title: '' });
    expect(changed).toMatchObject({ name: 'crm-sync', title: '', active: false, scopes: ['orders:read'] });
    await world.call('consumers.delete', { consumerId: made.id });
    expect(await refusalCode(world.call('consumers.get', { consumerId: made.id }))).toBe('not_found');
    const types = world.gateway.facts.map(({ type }) => type);
    expect(types).toEqual(['consumer.created', 'consumer.changed', 'consumer.deleted']);
  });

  test('have a name of their own, in any case', async () => {
    await world.call('consumers.create', { name: 'Mobile' });
    const { id } = await world.call<{ id: string }>('consumers.create', { name: 'web' });
    const again = await refusal(world.call('consumers.create', { name: 'mobile' }));
    expect(again).toMatchObject({ code: 'already_exists', problems: [{ path: 'name' }] });
    expect(await refusalCode(world.call('consumers.update', { consumerId: id, name: 'MOBILE' }))).toBe(
      'already_exists',
    );
    await world.call('consumers.update', { consumerId: id, name: 'WEB' });
    await expect(world.call('consumers.create', { name: 'a\r\nb' })).rejects.toThrow(HubError);
  });

  test('are listed page by page', async () => {
    for (const name of ['page-1', 'page-2', 'page-3']) await world.call('consumers.create', { name });
    const first = await list({ q: 'page-', limit: 2 });
    expect(first.items.map(({ name }) => name)).toEqual(['page-1', 'page-2']);
    const rest = await list({ q: 'page-', limit: 2, cursor: first.next });
    expect(rest).toMatchObject({ items: [{ name: 'page-3' }], next: null });
  });
});

describe('what a consumer shows', () => {
  const credentials = (consumerId: string, more: object = {}) =>
    world.call<{ items: Record<string, unknown>[] }>('consumers.listCredentials', { consumerId, ...more });

  verifies('gateway.traffic.consumers.once', 'a secret is answered once and kept nowhere', async () => {
    const key = await world.add('once-key', { kind: 'key' });
    const user = await world.add('once-user', { kind: 'basic', identifier: 'anna' });
    const signer = await world.add('once-signer', { kind: 'hmac' });
    expect(key.secret).toMatch(/^hubc_[\w-]{43}$/);
    for (const { consumerId, secret } of [key, user, signer]) {
      expect(JSON.stringify(await credentials(consumerId))).not.toContain(secret);
      const rows = await world.gateway.sql<{ row: string }>(
        `select k::text as row from gateway_credentials k where consumer_id = $1
         union all select a::text from audit_entries a`,
        [consumerId],
      );
      expect(rows.map(({ row }) => row).join()).not.toContain(secret);
      expect(rows.map(({ row }) => row).join()).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(JSON.stringify(world.gateway.facts)).not.toContain(key.secret);
  });

  test('is known by one consumer only', async () => {
    const { consumerId, secret } = await world.add('only-one', { kind: 'key' });
    await world.add('only-subject', { kind: 'jwt', identifier: 'subject-1' });
    const wanted = [
      { kind: 'key', secret },
      { kind: 'jwt', identifier: 'subject-1' },
    ];
    for (const one of wanted)
      expect(await refusalCode(world.call('consumers.addCredential', { consumerId, ...one }))).toBe(
        'already_exists',
      );
  });

  test.each([
    { kind: 'basic' },
    { kind: 'basic', identifier: 'a:b' },
    { kind: 'jwt' },
    { kind: 'jwt', identifier: 'x', secret: 'x'.repeat(30) },
    { kind: 'key', identifier: 'x' },
    { kind: 'key', secret: 'too short' },
    { kind: 'certificate', identifier: ' x' },
    { kind: 'hmac', identifier: 'x\u0000' },
  ])('is not %j', async (wanted) => {
    const { id } = await world.call<{ id: string }>('consumers.create', {
      name: `not-${Math.random().toString(36).slice(2)}`,
    });
    const refused = world.call('consumers.addCredential', { consumerId: id, ...wanted });
    expect(await refusalCode(refused)).toBe('input_invalid');
  });

  test('is rotated: the old secret is good for as long as was said', async () => {
    const { directory, spaceId } = world;
    const { consumerId, credentialId, secret } = await world.add('rotating', { kind: 'key' });
    const place = { consumerId, credentialId };
    const rotated = await world.call<Made>('consumers.rotateCredential', { ...place, overlapSeconds: 60 });
    expect(rotated.credential.id).not.toBe(credentialId);
    expect(await directory.byKey(spaceId, secret)).toMatchObject({ credentialId });
    const { credential, secret: next } = rotated;
    expect(await directory.byKey(spaceId, next ?? '')).toMatchObject({ credentialId: credential.id });
    await world.call('consumers.rotateCredential', { consumerId, credentialId: credential.id });
    await eventually(async () => (await directory.byKey(spaceId, next ?? '')) === null);
    expect((await credentials(consumerId, { state: 'revoked' })).items).toMatchObject([
      { id: credential.id },
    ]);
  });

  test('is rotated for users at once, and never where there is no secret', async () => {
    const { directory, spaceId } = world;
    const user = await world.add('rotating-user', { kind: 'basic', identifier: 'berta' });
    const place = { consumerId: user.consumerId, credentialId: user.credentialId };
    expect(await refusalCode(world.call('consumers.rotateCredential', { ...place, overlapSeconds: 9 }))).toBe(
      'input_invalid',
    );
    const { secret } = await world.call<Made>('consumers.rotateCredential', place);
    expect(await directory.byPassword(spaceId, 'berta', secret ?? '')).toMatchObject({
      name: 'rotating-user',
    });
    await eventually(async () => (await directory.byPassword(spaceId, 'berta', user.secret)) === null);
    const subject = await world.add('no-secret', { kind: 'jwt', identifier: 'subject-2' });
    expect(
      await refusalCode(
        world.call('consumers.rotateCredential', {
          ...{ consumerId: subject.consumerId, credentialId: subject.credentialId },
        }),
      ),
    ).toBe('conflict');
  });
});

describe('the directory', () => {
  const keyOf = (name: string, more: object = {}) => world.add(name, { kind: 'key' }, more);

  test('answers from memory what it has found once', async () => {
    const { secret, consumerId, credentialId } = await keyOf('known', {
      scopes: ['a', 'b'],
      metadata: { x: 1 },
    });
    const directory = world.another();
    expect(directory.byKey(world.spaceId, secret)).toBeInstanceOf(Promise);
    const expected = { id: consumerId, name: 'known', credentialId, metadata: { x: 1 } };
    expect(await directory.byKey(world.spaceId, secret)).toMatchObject(expected);
    expect(directory.byKey(world.spaceId, secret)).toMatchObject({ scopes: new Set(['a', 'b']) });
  });

  test('asks once for what many ask at once', async () => {
    const { secret } = await keyOf('at-once');
    let asked = 0;
    const db: Db = {
      ...world.gateway.deps.db,
      readInSpace: (spaceId, work) => {
        asked++;
        return world.gateway.deps.db.readInSpace(spaceId, work);
      },
    };
    const directory = world.another({ db });
    const found = await Promise.all(
      Array.from({ length: 50 }, async () => directory.byKey(world.spaceId, secret)),
    );
    expect(new Set(found.map((consumer) => consumer?.name))).toEqual(new Set(['at-once']));
    expect(asked).toBe(1);
  });

  test('gives a credential its part of what the consumer may have', async () => {
    const { consumerId } = await keyOf('parts', { scopes: ['a', 'b'] });
    const { secret } = await world.call<Made>('consumers.addCredential', {
      ...{ consumerId, kind: 'key', scopes: ['b', 'c'] },
    });
    const found = await world.directory.byKey(world.spaceId, secret ?? '');
    expect(found?.scopes).toEqual(new Set(['b']));
  });

  test('knows no credential of another space, nor one of another kind', async () => {
    const other = await world.gateway.space('other');
    const { secret } = await keyOf('spaced');
    expect(await world.directory.byKey(other, secret)).toBeNull();
    const { identifier } = await world.add('kinds', { kind: 'jwt', identifier: 'subject-3' });
    expect(await world.directory.bySubject(world.spaceId, 'jwt', identifier ?? '')).not.toBeNull();
    expect(await world.directory.bySubject(world.spaceId, 'certificate', identifier ?? '')).toBeNull();
    expect(await world.directory.bySubject(other, 'jwt', identifier ?? '')).toBeNull();
  });

  test('is not asked at all for what can be no credential', () => {
    const { spaceId, directory } = world;
    for (const key of [
      '',
      'x'.repeat(5_000),
      'ключ-ключ',
      'a b c d e f g',
      'nul\0nul\0nul',
      '\ud800'.repeat(9),
    ])
      expect(directory.byKey(spaceId, key)).toBeNull();
    for (const text of ['', 'nul\0', '\ud800', 'x'.repeat(2_000)]) {
      expect(directory.bySubject(spaceId, 'jwt', text)).toBeNull();
      expect(directory.byPassword(spaceId, text, 'x')).toBeNull();
      expect(directory.byPassword(spaceId, 'x', text)).toBeNull();
      expect(directory.byHmacId(spaceId, text)).toBeNull();
    }
  });

  const place = ({ consumerId, credentialId }: MadeCredential) => ({ consumerId, credentialId });
  const ends: readonly [string, (made: MadeCredential) => Promise<unknown>][] = [
    ['revoked', (made) => world.call('consumers.revokeCredential', place(made))],
    ['switched off', (made) => world.call('consumers.updateCredential', { ...place(made), active: false })],
    [
      'over',
      (made) =>
        world.call('consumers.updateCredential', { ...place(made), expiresAt: '2026-01-01T00:00:00.000Z' }),
    ],
    ['of nobody', ({ consumerId }) => world.call('consumers.delete', { consumerId })],
    [
      'of a consumer that is switched off',
      ({ consumerId }) => world.call('consumers.update', { consumerId, active: false }),
    ],
  ];
  for (const [how, end] of ends)
    verifies(
      'gateway.traffic.consumers.revoked',
      `lets nobody in with a key that is ${how}, in any process, even where no hint arrives`,
      async () => {
        const made = await keyOf(`ends-${how.replaceAll(' ', '-')}`);
        const deaf = world.another({ hints: openInProcessHints() });
        for (const directory of [world.directory, deaf])
          expect(await directory.byKey(world.spaceId, made.secret)).toMatchObject({ id: made.consumerId });
        await end(made);
        for (const directory of [world.directory, deaf])
          await eventually(async () => (await directory.byKey(world.spaceId, made.secret)) === null);
      },
    );

  test('lets in again who is switched on again', async () => {
    const made = await keyOf('on-and-off');
    const change = (active: boolean) => world.call('consumers.updateCredential', { ...place(made), active });
    await change(false);
    await eventually(async () => (await world.directory.byKey(world.spaceId, made.secret)) === null);
    await change(true);
    await eventually(async () => (await world.directory.byKey(world.spaceId, made.secret)) !== null);
  });

  verifies(
    'gateway.traffic.consumers.away',
    'goes on with what it knows while the database is away',
    async () => {
      const made = await keyOf('goes-on');
      const unknown = await keyOf('not-known-yet');
      let isAway = false;
      const through = <Work>(work: () => Work): Work => {
        if (isAway) throw new HubError('database_unavailable', 'The database does not answer.');
        return work();
      };
      const { db } = world.gateway.deps;
      const directory = world.another({
        db: {
          ...db,
          readInSpace: async (spaceId, work) => through(() => db.readInSpace(spaceId, work)),
          readAsSystem: async (work) => through(() => db.readAsSystem(work)),
        },
      });
      expect(await directory.byKey(world.spaceId, made.secret)).toMatchObject({ name: 'goes-on' });
      isAway = true;
      const refused = async () => directory.byKey(world.spaceId, unknown.secret);
      expect(await refusal(refused())).toMatchObject({ status: 503, retryAfter: 1 });
      expect(directory.byKey(world.spaceId, made.secret)).toMatchObject({ name: 'goes-on' });
      isAway = false;
      await eventually(async () => (await refused())?.name === 'not-known-yet');
    },
  );

  test('notes who was here, a little later', async () => {
    const made = await keyOf('last-used');
    await world.directory.byKey(world.spaceId, made.secret);
    await eventually(async () => {
      const { lastUsedAt } = await world.call('consumers.get', { consumerId: made.consumerId });
      return lastUsedAt !== null;
    });
  });

  test('reads a password by argon2 once, also when other consumers change', async () => {
    const user = await world.add('argon', { kind: 'basic', identifier: 'carla' });
    let verified = 0;
    const { passwords } = world.gateway.deps;
    const directory = world.another({
      passwords: {
        verify: (password, stored) => {
          verified++;
          return passwords.verify(password, stored);
        },
      },
    });
    const ask = async () => directory.byPassword(world.spaceId, 'carla', user.secret);
    expect(await ask()).toMatchObject({ name: 'argon' });
    await world.call('consumers.create', { name: 'somebody-else' });
    await eventually(() => directory.byPassword(world.spaceId, 'carla', user.secret) instanceof Promise);
    expect(await ask()).toMatchObject({ name: 'argon' });
    expect(verified).toBe(1);
    expect(await directory.byPassword(world.spaceId, 'nobody', user.secret)).toBeNull();
    expect(await directory.byPassword(world.spaceId, 'carla', `${user.secret}x`)).toBeNull();
    expect(verified).toBe(3);
  });
});
