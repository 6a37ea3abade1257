// slow: asks a database again and again
import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Caller } from '../../core/caller.ts';
import { peopleGroups } from '../../gateway/groups/store.ts';
import { findKey } from '../../gateway/keys/store.ts';
import { endSession, visitorByKey } from '../../gateway/portal/store-visitors.ts';
import { dropPresence, keepPresences, readPresences } from '../../gateway/live/store-presences.ts';
import { gatewayOperations } from '../../gateway/operations.ts';
import { openConsumerDirectory } from '../../gateway/traffic/consumers/open-directory.ts';
import {
  changeCredential,
  expireCredential,
  revokeCredential,
} from '../../gateway/traffic/consumers/store-credentials.ts';
import { changeConsumer, deleteConsumer } from '../../gateway/traffic/consumers/store.ts';
import { findLiveToolToken } from '../../gateway/tool-tokens/store.ts';
import { openIdempotency } from '../../platform/invoke/idempotency.ts';
import { finishDelivery } from '../../platform/events/store-deliveries.ts';
import { addJobs } from '../../platform/jobs/store-add.ts';
import { openLog } from '../../platform/log.ts';
import * as vaultKeys from '../../platform/vault/store.ts';
import { openFirstWall, statementsOfSpaces, withoutSpace } from '../setup/first-wall.ts';
import { refusalCode, startTestGateway, type TestGateway, type TestPerson } from '../setup/gateway.ts';
import { askDocuments, keepDocuments } from '../setup/second-wall-documents.ts';
import { addToolset } from '../setup/tool-door.ts';
import { verifies } from '../setup/verifies.ts';

/**
 * Every statement of a space names it in a condition, and the database keeps the rows of spaces apart besides. Here
 * the first of these walls is taken away: the conditions are cut out of the statements before they are sent.
 */
interface Tenant {
  readonly spaceId: string;
  readonly owner: TestPerson;
  readonly caller: Caller;
  readonly ids: Readonly<Record<string, string>>;
  readonly consumerKey: string;
}

const wall = openFirstWall();
let gateway: TestGateway;
let alpha: Tenant;
let beta: Tenant;

const makeTenant = async (slug: string): Promise<Tenant> => {
  const spaceId = await gateway.space(slug);
  const owner = await gateway.person(`${slug} owner`, { spaceId, role: 'owner' });
  const member = await gateway.person(`${slug} member`, { spaceId, role: 'builder' });
  const caller = gateway.as(owner.userId, spaceId, 'owner');
  const { key } = await gateway.call<{ key: { id: string } }>(
    'keys.create',
    { name: `${slug} key`, permissions: ['space.read'] },
    caller,
  );
  const invited = { email: `invited@${slug}.example`, role: 'viewer' };
  const { invitation } = await gateway.call<{ invitation: { id: string } }>(
    'invitations.create',
    invited,
    caller,
  );
  const job = { name: `${slug}-job`, payload: null, spaceId, runAt: new Date(Date.now() + 86_400_000) };
  const [jobId = ''] = await gateway.deps.db.inSpace(spaceId, (tx) => addJobs(tx, [job]));
  const name = `${slug} team`;
  await gateway.call('groups.save', { name, members: [owner.userId, member.userId] }, caller);
  await addToolset(gateway, spaceId, 'support');
  const issued = await gateway.call<{ id: string }>('toolsets.issueToken', { toolset: 'support' }, caller);
  const { items } = await gateway.call<{ items: { id: string }[] }>('audit.list', {}, caller);
  const consumer = await gateway.call<{ id: string }>('consumers.create', { name: `${slug}-app` }, caller);
  const shown = await gateway.call<{ credential: { id: string }; secret: string }>(
    'consumers.addCredential',
    { consumerId: consumer.id, kind: 'key' },
    caller,
  );
  const ids = {
    userId: member.userId,
    keyId: key.id,
    invitationId: invitation.id,
    jobId,
    auditId: items[0]?.id ?? '',
    tokenId: issued.id,
    consumerId: consumer.id,
    credentialId: shown.credential.id,
    name,
  };
  return { spaceId, owner, caller, ids, consumerKey: shown.secret };
};

beforeAll(async () => {
  gateway = await startTestGateway({ through: wall.takeAway });
  alpha = await makeTenant('alpha');
  beta = await makeTenant('beta');
});
afterAll(() => gateway.stop());

const ofSpaces = () =>
  gatewayOperations({ ...gateway.deps, authenticate: gateway.authenticate }).filter(
    ({ access }) => access !== 'anyone' && access !== 'user',
  );
const idsIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** All rows of a space in all tables that keep rows of spaces. */
const rowsOf = async (spaceId: string): Promise<string> => {
  const tables = await gateway.sql<{ name: string }>(
    "select table_name as name from information_schema.columns where column_name = 'space_id' and table_schema = 'public'",
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    const text = `select '${name} ' || t::text as row from ${name} t where space_id = $1 order by 1`;
    rows.push(...(await gateway.sql<{ row: string }>(text, [spaceId])).map(({ row }) => row));
  }
  return rows.join('\n');
};

test('the wall is really gone: where all spaces are seen, the statement finds the row of another', async () => {
  const find = (tx: Parameters<typeof findKey>[0]) => findKey(tx, beta.spaceId, alpha.ids['keyId'] ?? '');
  const { db } = gateway.database;
  expect(await db.asSystem(find)).toBeUndefined();
  const found = await db.asSystem((tx) =>
    find({ ...tx, query: (text, values) => tx.query(withoutSpace(text), values) }),
  );
  expect(found?.name).toBe('alpha key');
});

verifies(
  'foundation.tenants.row-level-security',
  'lists show the own rows and none of the other space',
  async () => {
    const lists = ofSpaces().filter(
      ({ hints, http }) => hints.readOnly === true && idsIn(http.path).length === 0,
    );
    expect(lists.length).toBeGreaterThan(5);
    for (const { name, http } of lists) {
      const ask = http.streams === undefined ? gateway.call : gateway.lines;
      const text = JSON.stringify(await ask(name, {}, beta.caller));
      const foreign = ['alpha', alpha.spaceId, alpha.owner.userId, ...Object.values(alpha.ids)];
      expect([name, foreign.filter((word) => text.includes(word))]).toEqual([name, []]);
    }
    expect(JSON.stringify(await gateway.call('keys.list', {}, beta.caller))).toContain('beta key');
  },
);

verifies(
  'foundation.tenants.row-level-security',
  'an id of the other space is unknown, to reads and writes',
  async () => {
    const before = await rowsOf(alpha.spaceId);
    const rest: Readonly<Record<string, object>> = {
      'members.changeRole': { role: 'viewer' },
      'consumers.addCredential': { kind: 'key' },
    };
    const byId = ofSpaces().filter(({ http }) => idsIn(http.path).length > 0);
    expect(byId.length).toBeGreaterThan(5);
    for (const { name, http } of byId) {
      const input = {
        ...rest[name],
        ...Object.fromEntries(idsIn(http.path).map((id) => [id, alpha.ids[id]])),
      };
      expect([name, await refusalCode(gateway.call(name, input, beta.caller))]).toEqual([name, 'not_found']);
    }
    expect(await rowsOf(alpha.spaceId)).toBe(before);
  },
);

verifies(
  'foundation.tenants.row-level-security',
  'writes that name no row change the own space only',
  async () => {
    const before = await rowsOf(alpha.spaceId);
    await gateway.call('space.update', { name: 'Beta, renamed' }, beta.caller);
    // Somebody who is a member of alpha, and one who is invited there: neither is known in beta.
    await gateway.call('invitations.create', { email: alpha.owner.email, role: 'viewer' }, beta.caller);
    await gateway.call('invitations.create', { email: 'invited@alpha.example', role: 'viewer' }, beta.caller);
    // Alpha's owner is no owner of beta who could stay behind.
    const last = { userId: beta.owner.userId, role: 'viewer' };
    expect(await refusalCode(gateway.call('members.changeRole', last, beta.caller))).toBe('conflict');
    for (const [name, id] of [
      ['jobs.discard', 'jobId'],
      ['jobs.retry', 'jobId'],
      ['keys.revoke', 'keyId'],
      ['invitations.revoke', 'invitationId'],
      ['toolsets.revokeToken', 'tokenId'],
    ] as const)
      await gateway.call(name, { [id]: beta.ids[id] }, beta.caller);
    const { userId = '', name = '' } = beta.ids;
    for (const operation of ['groups.removeMember', 'groups.addMember'])
      await gateway.call(operation, { name, userId }, beta.caller);
    await gateway.call('groups.save', { name, newName: 'alpha team', members: [userId] }, beta.caller);
    await gateway.call('groups.delete', { name: 'alpha team' }, beta.caller);
    const { db } = gateway.deps;
    const of = (who: string) => db.inSpace(beta.spaceId, (tx) => peopleGroups.of(tx, beta.spaceId, who));
    expect(await of(alpha.owner.userId)).toEqual([]);
    await gateway.call('members.changeRole', { userId, role: 'viewer' }, beta.caller);
    await gateway.call('members.remove', { userId }, beta.caller);
    expect(await gateway.call('audit.verify', {}, beta.caller)).toMatchObject({ intact: true });
    expect(await rowsOf(alpha.spaceId)).toBe(before);
  },
);

verifies(
  'foundation.tenants.row-level-security',
  'consumers of one space are no consumers of another',
  async () => {
    const before = await rowsOf(alpha.spaceId);
    const { consumerId, credentialId } = beta.ids;
    const call = <Output>(name: string, input: object) =>
      gateway.call<Output>(name, { consumerId, ...input }, beta.caller);
    await call('consumers.update', { name: 'alpha-app', active: true });
    await call('consumers.updateCredential', { credentialId, active: true });
    const { items } = await call<{ items: unknown[] }>('consumers.listCredentials', {});
    expect(items).toHaveLength(1);
    const rotated = await call<{ credential: { id: string } }>('consumers.rotateCredential', {
      ...{ credentialId, overlapSeconds: 60 },
    });
    await call('consumers.revokeCredential', { credentialId: rotated.credential.id });
    const log = openLog({ level: 'silent' });
    const directory = openConsumerDirectory({ ...gateway.deps, log });
    try {
      expect(await directory.byKey(alpha.spaceId, alpha.consumerKey)).toMatchObject({ name: 'alpha-app' });
      expect(await directory.byKey(beta.spaceId, alpha.consumerKey)).toBeNull();
    } finally {
      await directory.stop();
    }
    await call('consumers.delete', {});
    const { db } = gateway.deps;
    const ofAlpha = {
      consumerId: alpha.ids['consumerId'] ?? '',
      credentialId: alpha.ids['credentialId'] ?? '',
    };
    await db.inSpace(beta.spaceId, async (tx) => {
      await changeConsumer(tx, beta.spaceId, { consumerId: ofAlpha.consumerId, active: false });
      await changeCredential(tx, beta.spaceId, { ...ofAlpha, active: false });
      await expireCredential(tx, beta.spaceId, { ...ofAlpha, inSeconds: 1 });
      expect(await revokeCredential(tx, beta.spaceId, ofAlpha)).toBe(false);
      expect(await deleteConsumer(tx, beta.spaceId, ofAlpha.consumerId)).toBe(false);
    });
    const marks = (rows: string) => rows.replace(/"20[^"]*[-+]\d\d"/g, '');
    expect(marks(await rowsOf(alpha.spaceId))).toBe(marks(before));
  },
);

verifies(
  'foundation.tenants.row-level-security',
  'an idempotency key of one space answers nothing in another',
  async () => {
    const { claim, store, release } = openIdempotency(gateway.deps.vault);
    const call = { caller: 'user:same', key: 'same', operation: 'space.update', input: {}, sensitive: false };
    const of = ({ spaceId }: Tenant) => ({ ...call, spaceId });
    const { db } = gateway.deps;
    await db.inSpace(alpha.spaceId, async (tx) => {
      await claim(tx, of(alpha));
      await store(tx, of(alpha), { status: 200, output: 'alpha alone' });
    });
    const before = await rowsOf(alpha.spaceId);
    await db.inSpace(beta.spaceId, async (tx) => {
      expect(await claim(tx, of(beta))).toBeUndefined();
      await release(tx, of(beta));
      expect(await claim(tx, of(beta))).toBeUndefined();
      await store(tx, of(beta), { status: 200, output: 'beta alone' });
      expect(await claim(tx, of(beta))).toMatchObject({ output: 'beta alone' });
    });
    expect(await rowsOf(alpha.spaceId)).toBe(before);
  },
);

verifies('foundation.tenants.row-level-security', 'a tool token of another space is not there', async () => {
  const { tokenId = '' } = alpha.ids;
  const live = ({ spaceId }: Tenant) =>
    gateway.deps.db.inSpace(spaceId, (tx) => findLiveToolToken(tx, spaceId, tokenId));
  expect(await live(alpha)).toMatchObject({ slug: 'alpha', toolset: 'support' });
  expect(await live(beta)).toBeUndefined();
});

verifies(
  'foundation.tenants.row-level-security',
  'the data keys of another space are not there',
  async () => {
    const { db } = gateway.deps;
    const key = { version: 1, masterId: 'k1', wrapped: 'wrapped for alpha' };
    await db.inSpace(alpha.spaceId, (tx) => vaultKeys.addKey(tx, { ...key, holder: alpha.spaceId }));
    const before = await rowsOf(alpha.spaceId);
    expect(before).toContain('wrapped for alpha');
    await db.inSpace(beta.spaceId, async (tx) => {
      expect(await vaultKeys.currentKey(tx, alpha.spaceId)).toBeUndefined();
      expect(await vaultKeys.keyOfVersion(tx, alpha.spaceId, 1)).toBeUndefined();
      expect(await vaultKeys.history(tx, alpha.spaceId)).toEqual({ lastVersion: 0, shredded: false });
      await vaultKeys.retireCurrent(tx, alpha.spaceId);
      expect(await vaultKeys.shredKeys(tx, alpha.spaceId)).toBe(0);
    });
    expect(await rowsOf(alpha.spaceId)).toBe(before);
  },
);

verifies(
  'foundation.tenants.row-level-security',
  'a delivery of another space cannot be finished',
  async () => {
    const [row] = await gateway.sql<{ id: number }>(
      `insert into event_deliveries (subscription, event_seq, space_id, state, lease_until, fence)
     values ('of-a-test', 1, $1, 'running', now() + interval '1 hour', 1) returning delivery_id::int as id`,
      [alpha.spaceId],
    );
    const delivery = {
      ...{ spaceId: alpha.spaceId, deliveryId: row?.id ?? 0, subscription: 'of-a-test', seq: 1, fence: 1 },
      ...{
        orderKey: null,
        attempts: 0,
        eventId: 'evt',
        type: 'test.ran',
        subject: null,
        data: {},
        time: new Date(),
      },
    };
    const { db } = gateway.deps;
    const finished = await db.inSpace(beta.spaceId, (tx) => finishDelivery(tx, delivery));
    expect(finished).toBe(false);
    expect(await db.inSpace(alpha.spaceId, (tx) => finishDelivery(tx, delivery))).toBe(true);
  },
);

verifies(
  'foundation.tenants.row-level-security',
  'who is on a flow cannot be sent away from another space',
  async () => {
    const place = { spaceId: alpha.spaceId, topic: 'flow:order', placeId: 'a-socket' };
    const { db } = gateway.deps;
    await db.asSystem((tx) => keepPresences(tx, [{ ...place, userId: 'usr_a', name: 'Ada', step: null }]));
    await wall.takeAway(db).inSpace(beta.spaceId, (tx) => dropPresence(tx, alpha.spaceId, place));
    const left = await db.readAsSystem((tx) => readPresences(tx, [place], 5));
    expect(left.map(({ name }) => name)).toEqual(['Ada']);
  },
);

verifies(
  'foundation.tenants.row-level-security',
  'documents of the gateway, and what went through it, belong to one space',
  async () => {
    const { db } = gateway.database;
    const ofAlpha = await keepDocuments(db, alpha.spaceId, 'alpha');
    await keepDocuments(gateway.deps.db, beta.spaceId, 'beta');
    await gateway.database.superuser.query(
      "insert into portal_ended_sessions values ($1, 'over', now() - interval '1 hour')",
      [alpha.spaceId],
    );
    const before = await rowsOf(alpha.spaceId);
    const { spaceId } = beta;
    const seen = await gateway.deps.db.inSpace(spaceId, (tx) => askDocuments(tx, spaceId, ofAlpha));
    expect(seen).toContain('beta');
    const shown = Buffer.from(hash('sha256', alpha.consumerKey, 'hex'), 'hex');
    const visit = (of: string) => gateway.deps.db.inSpace(of, (tx) => visitorByKey(tx, of, shown));
    await gateway.deps.db.inSpace(spaceId, (tx) => endSession(tx, spaceId, { id: 'of beta' }));
    expect([await visit(spaceId), (await visit(alpha.spaceId))?.name]).toEqual([null, 'alpha-app']);
    expect([seen.includes('alpha'), seen.includes(alpha.spaceId)]).toEqual([false, false]);
    expect(await rowsOf(alpha.spaceId)).toBe(before);
  },
);

/** Work of the hub itself, in which all spaces are seen: there the condition is the only wall. */
const ofTheHub = [
  'gateway/invitations/store.ts markAccepted',
  'gateway/provider/people-store.ts removeProviderRole',
  'gateway/spaces/store.ts deleteSpace',
  'platform/audit/store-heads.ts sealAt',
  'platform/vault/store.ts putWrapped',
];

test('every statement that names a space was asked without it', () => {
  const statements = statementsOfSpaces();
  expect(statements.length).toBeGreaterThan(15);
  const notAsked = statements
    .filter(({ places }) => !places.some((place) => wall.crossed.has(place)))
    .map(({ name }) => name);
  expect([...new Set(notAsked)].sort()).toEqual(ofTheHub);
});
