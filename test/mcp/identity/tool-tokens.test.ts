// slow: asks a database again and again
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Caller } from '../../../core/caller.ts';
import type { Permission } from '../../../core/roles.ts';
import { dropOldToolTokens } from '../../../gateway/tool-tokens/store.ts';
import { eventually } from '../../setup/eventually.ts';
import { refusal, refusalCode, startTestGateway, type TestGateway } from '../../setup/gateway.ts';
import { addToolset, openToolDoor, type ToolDoor } from '../../setup/tool-door.ts';
import { verifies } from '../../setup/verifies.ts';

interface Issued {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: string;
}
interface MadeKey {
  readonly secret: string;
  readonly caller: Caller;
  readonly keyId: string;
}

let gateway: TestGateway;
let door: ToolDoor;
let space: string;
let owner: Caller;
beforeAll(async () => {
  gateway = await startTestGateway();
  door = await openToolDoor({ gateway });
  space = gateway.owner.spaceId;
  owner = gateway.as(gateway.owner.userId, space, 'owner');
  for (const name of ['support', 'billing']) await addToolset(gateway, space, name);
});
afterAll(async () => {
  await door.stop();
  await gateway.stop();
});

const makeKey = async (permissions: readonly Permission[], more: object = {}): Promise<MadeKey> => {
  const made = await gateway.call<{ secret: string; key: { id: string } }>(
    'keys.create',
    { name: 'Herald', permissions, ...more },
    owner,
  );
  const { caller } = await gateway.authenticator.holderOf({ bearer: made.secret });
  return { secret: made.secret, caller, keyId: made.key.id };
};
const issue = (caller: Caller, input: object = {}): Promise<Issued> =>
  gateway.call<Issued>('toolsets.issueToken', { toolset: 'support', ...input }, caller);
const issuer: readonly Permission[] = ['toolsets.issue', 'operations.call', 'flows.run'];
const facts = { contactId: 'c-1', phone: '+49 30 1234567', interactionId: 'int-7', agent: 'Anna' };

describe('a tool token', () => {
  verifies('mcp.identity.tool-tokens', 'carries its conversation, and what its issuer may do', async () => {
    const { caller } = await makeKey(issuer);
    const { id, token } = await issue(caller, { facts });
    const answer = await door.knock('support', token);
    expect(answer.caller).toMatchObject({ id, kind: 'key', spaceId: space, toolsets: ['support'] });
    expect(answer.caller?.facts).toEqual({ ...facts, name: 'Herald', space: 'default' });
    expect(new Set(answer.caller?.permissions)).toEqual(new Set(issuer));
  });

  verifies('mcp.identity.tool-tokens', 'opens its toolset in its space, and nothing else', async () => {
    const { token } = await issue(owner);
    expect(await door.knock('billing', token)).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await door.knock('support', token, { 'hub-space': 'default' })).toMatchObject({ status: 200 });
    await gateway.space('sales');
    expect(await door.knock('support', token, { 'hub-space': 'sales' })).toMatchObject({ status: 404 });
    expect(await refusalCode(gateway.authenticate({ bearer: token }))).toBe('unauthenticated');
    expect(await refusalCode(gateway.authenticate({ sessionCookie: token }))).toBe('unauthenticated');
    // One that says it were of another space: signed by the hub, and yet unknown there.
    const elsewhere = await gateway.space('elsewhere');
    const claims = await gateway.deps.toolTokens.verify(token);
    for (const changes of [{ spaceId: elsewhere }, { toolset: 'billing' }]) {
      const moved = await gateway.deps.toolTokens.mint({ ...claims, ...changes }, 60);
      expect(await door.knock('billing', moved)).toMatchObject({ status: 401 });
      expect(await door.knock('support', moved)).toMatchObject({ status: 401 });
    }
  });

  test('of a person is no person: it has their rights and their connections, not their account', async () => {
    const { token } = await issue(owner, { facts: { contactId: 'c-2' } });
    const { caller } = await door.knock('support', token);
    expect(caller?.kind).toBe('key');
    expect(caller?.facts).toMatchObject({ contactId: 'c-2', userId: gateway.owner.userId, space: 'default' });
    expect(caller?.permissions).toContain('space.delete');
  });

  test('of the hub itself has the rights of an operator', async () => {
    const hub: Caller = { kind: 'hub', name: 'herald', spaceId: space, permissions: 'all' };
    const { caller } = await door.knock('support', (await issue(hub)).token);
    expect(caller?.permissions).toContain('operations.call');
    expect(caller?.permissions).not.toContain('flows.write');
  });

  verifies('mcp.identity.tool-tokens', 'ends within a second when it is revoked', async () => {
    const { id, token } = await issue(owner);
    const other = await issue(owner);
    const status = async () => (await door.knock('support', token)).status;
    expect(await status()).toBe(200);
    await gateway.call('toolsets.revokeToken', { tokenId: id }, owner);
    await eventually(async () => (await status()) === 401);
    expect((await door.knock('support', other.token)).status).toBe(200);
    await gateway.call('toolsets.revokeToken', { tokenId: id }, owner);
  });

  test('ends when its time is over', async () => {
    const { token } = await issue(owner, { expiresInSeconds: 2 });
    expect((await door.knock('support', token)).status).toBe(200);
    await eventually(async () => (await door.knock('support', token)).status === 401);
  });

  verifies('mcp.identity.tool-tokens', 'can no more than its issuer can now', async () => {
    const key = await makeKey(issuer);
    const { token } = await issue(key.caller);
    const permissions = async () => (await door.knock('support', token)).caller?.permissions ?? [];
    expect(await permissions()).toContain('flows.run');
    // What it was not given at issue it does not get later either.
    await gateway.sql("update api_keys set permissions = '{operations.call,keys.write}' where key_id = $1", [
      key.keyId,
    ]);
    await eventually(async () => (await permissions()).join() === 'operations.call');
    await gateway.call('keys.revoke', { keyId: key.keyId }, owner);
    await eventually(async () => (await door.knock('support', token)).status === 401);

    const place = { spaceId: space, role: 'builder' } as const;
    const { userId } = await gateway.person('Issuer', place);
    const theirs = await issue(gateway.as(userId, space, 'builder'));
    const now = async () => (await door.knock('support', theirs.token)).caller?.permissions ?? [];
    expect(await now()).toContain('flows.write');
    await gateway.call('members.changeRole', { userId, role: 'viewer' }, owner);
    await eventually(async () => !(await now()).includes('flows.write'));
    await gateway.call('members.remove', { userId }, owner);
    await eventually(async () => (await door.knock('support', theirs.token)).status === 401);
  });
});

describe('issuing', () => {
  test.each([
    ['a fact that the hub verifies itself', { facts: { userId: 'usr_x' } }],
    ['a space as a fact', { facts: { space: 'sales' } }],
    ['an e-mail as a fact', { facts: { email: 'boss@people.example' } }],
    ['an empty fact', { facts: { phone: '' } }],
    ['a fact without end', { facts: { phone: '1'.repeat(201) } }],
    ['a fact with control characters', { facts: { agent: 'a\u0007' } }],
    ['more than a day', { expiresInSeconds: 86_401 }],
    ['no time', { expiresInSeconds: 0 }],
    ['a toolset that cannot be', { toolset: '../x' }],
  ])('is refused with %s', async (_what, input) => {
    expect(await refusalCode(issue(owner, input))).toBe('input_invalid');
  });

  test('needs a toolset that is there; the one of the hub always is', async () => {
    expect(await refusalCode(issue(owner, { toolset: 'nothing' }))).toBe('not_found');
    await expect(issue(owner, { toolset: 'hub-admin' })).resolves.toMatchObject({});
  });

  test('is not for viewers, for keys that may not, nor for tokens', async () => {
    const viewer = await gateway.person('Viewer', { spaceId: space, role: 'viewer' });
    expect(await refusalCode(issue(gateway.as(viewer.userId, space, 'viewer')))).toBe('forbidden');
    // Somebody who was an owner a second ago.
    expect(await refusalCode(issue(gateway.as(viewer.userId, space, 'owner')))).toBe('forbidden');
    const { caller } = await makeKey(['operations.call']);
    expect(await refusalCode(issue(caller))).toBe('forbidden');
    const token: Caller = {
      ...{ kind: 'key', keyId: 'ttk_00000000000000000000000000', name: 'a token', spaceId: space },
      permissions: new Set(issuer),
    };
    expect((await refusal(issue(token))).message).toMatch(/tool token issues no others/);
  });

  verifies(
    'mcp.identity.tool-tokens',
    'leaves who, what and until when, and nothing of the conversation',
    async () => {
      const secret = {
        contactId: 'canary-contact',
        phone: '+canary',
        interactionId: 'canary-i',
        agent: 'canary-a',
      };
      const { id, token, expiresAt } = await issue(owner, { facts: secret });
      const { items } = await gateway.call<{ items: Record<string, unknown>[] }>(
        'toolsets.listTokens',
        { toolset: 'support', state: 'active', q: id },
        owner,
      );
      expect(items).toEqual([
        {
          ...{
            id,
            toolset: 'support',
            issuedBy: gateway.owner.userId,
            issuedByName: 'somebody',
            state: 'active',
          },
          ...{ createdAt: expect.any(String), revokedAt: null, expiresAt },
        },
      ]);
      const stored: string[] = [];
      for (const table of ['tool_tokens', 'audit_entries', 'idempotency_keys', 'outbox'])
        stored.push(
          ...(
            await gateway.sql<{ row: string }>(`select t::text as row from ${table} t`).catch(() => [])
          ).map(({ row }) => row),
        );
      expect(stored.length).toBeGreaterThan(1);
      for (const canary of [...Object.values(secret), token])
        expect(stored.filter((row) => row.includes(canary))).toEqual([]);
      expect(stored.some((row) => row.includes('contactId'))).toBe(true);
    },
  );

  test('is forgotten a week after the end', async () => {
    const { id } = await issue(owner);
    const recent = await issue(owner);
    await gateway.sql("update tool_tokens set expires_at = now() - interval '8 days' where token_id = $1", [
      id,
    ]);
    await gateway.sql("update tool_tokens set expires_at = now() - interval '6 days' where token_id = $1", [
      recent.id,
    ]);
    expect(await gateway.database.db.asSystem(dropOldToolTokens)).toBe(1);
    const ids = [id, recent.id];
    expect(await gateway.sql('select token_id from tool_tokens where token_id = any($1)', [ids])).toEqual([
      { token_id: recent.id },
    ]);
  });
});

describe('a key that is limited to toolsets', () => {
  verifies('mcp.identity.limited-keys', 'opens their tools, and nothing else', async () => {
    const { secret } = await makeKey(issuer, { toolsets: ['support'] });
    const { caller } = await door.knock('support', secret);
    expect(caller).toMatchObject({ kind: 'key', toolsets: ['support'] });
    expect(await door.knock('billing', secret)).toMatchObject({ status: 404, code: 'not_found' });
    const refused = await refusal(gateway.authenticate({ bearer: secret }));
    expect(refused).toMatchObject({ code: 'forbidden', details: { toolsets: ['support'] } });
    expect(refused.message).toContain('/mcp/support');
  });

  test('is refused also while the same key is in use at its tools', async () => {
    const { secret } = await makeKey(issuer, { toolsets: ['support', 'billing'] });
    for (let i = 0; i < 3; i++) {
      expect((await door.knock('billing', secret)).status).toBe(200);
      expect(await refusalCode(gateway.authenticate({ bearer: secret }))).toBe('forbidden');
    }
  });

  test('says so where keys are shown', async () => {
    const { keyId } = await makeKey(['operations.call'], { toolsets: ['support'] });
    const shown = await gateway.call<{ toolsets: unknown }>('keys.get', { keyId }, owner);
    expect(shown.toolsets).toEqual(['support']);
    const unlimited = await makeKey(['operations.call']);
    await expect(gateway.call('keys.get', { keyId: unlimited.keyId }, owner)).resolves.toMatchObject({
      toolsets: null,
    });
    expect(gateway.facts.filter(({ type }) => type === 'key.created').at(-2)?.data).toMatchObject({
      toolsets: ['support'],
    });
  });

  test.each([
    ['none', []],
    ['one twice', ['support', 'support']],
    ['one that cannot be', ['*']],
  ])('is not made for %s', async (_what, toolsets) => {
    expect(await refusalCode(makeKey(['operations.call'], { toolsets }))).toBe('input_invalid');
  });

  test('is not made for a toolset that is not there, nor for one of another space', async () => {
    const other = await gateway.space('other');
    await addToolset(gateway, other, 'theirs');
    for (const name of ['nothing', 'theirs'])
      expect(await refusalCode(makeKey(['operations.call'], { toolsets: [name] }))).toBe('not_found');
  });
});
