// slow: signs in at a provider
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import type { Role } from '../../../core/roles.ts';
import { audiences, publicUrl, startAccessTokenTrial, type Claims } from '../../setup/access-token-trial.ts';
import { eventually } from '../../setup/eventually.ts';
import { openTestClock, refusalCode, startTestGateway, type TestGateway } from '../../setup/gateway.ts';
import { openToolDoor, type ToolDoor } from '../../setup/tool-door.ts';
import { verifies } from '../../setup/verifies.ts';

const people = ['ada', 'grace', 'mary', 'edsger', 'gone', 'stranger'];
const trial = await startAccessTokenTrial(people);
let gateway: TestGateway;
let door: ToolDoor;
let space: string;
let sales: string;

const join = async (sub: string, role: Role, ...spaces: string[]): Promise<string> => {
  const { userId } = await gateway.person(sub);
  await gateway.sql('update users set oidc_issuer = $2, oidc_subject = $3 where user_id = $1', [
    ...[userId, trial.oidc.issuer, sub],
  ]);
  for (const spaceId of spaces)
    await gateway.sql('insert into members (space_id, user_id, role) values ($1, $2, $3)', [
      spaceId,
      userId,
      role,
    ]);
  return userId;
};
const tokenOf = (sub: string, changes: Claims = {}): Promise<string> =>
  trial.sign(trial.claimsOf(sub, changes));

let ada: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  space = gateway.owner.spaceId;
  sales = await gateway.space('sales');
  door = await openToolDoor({ gateway, publicUrl, accessTokens: trial.open() });
  ada = await join('ada', 'builder', space);
  await join('grace', 'viewer', space, sales);
});
afterAll(async () => {
  await door.stop();
  await gateway.stop();
  await trial.stop();
});

describe('a person with a token of the provider', () => {
  verifies('mcp.identity.scopes', 'comes in as themselves, with their role in their space', async () => {
    const { access_token: token } = await trial.issue('ada', {
      resource: audiences.support,
      scope: 'mcp:support',
    });
    const { status, caller } = await door.knock('support', token);
    expect(status).toBe(200);
    expect(caller).toMatchObject({
      ...{ kind: 'user', id: ada, spaceId: space, toolsets: ['support'] },
      facts: { userId: ada, name: 'ada', email: 'ada@people.example', space: 'default' },
    });
    expect(caller?.permissions).toContain('flows.write');
    expect(caller?.permissions).not.toContain('keys.write');
  });

  verifies(
    'mcp.identity.scopes',
    'opens the toolsets of its scopes and its audience, and no other',
    async () => {
      const whole = await tokenOf('ada', { aud: audiences.whole, scope: 'openid mcp' });
      expect((await door.knock('support', whole)).caller?.toolsets).toBeNull();
      expect((await door.knock('billing', whole)).status).toBe(200);
      const two = await tokenOf('ada', { aud: audiences.whole, scope: 'mcp:support mcp:billing' });
      expect((await door.knock('billing', two)).caller?.toolsets).toEqual(['billing', 'support']);
      const one = await tokenOf('ada', { aud: audiences.support, scope: 'mcp' });
      expect((await door.knock('support', one)).caller?.toolsets).toEqual(['support']);
      expect(await door.knock('billing', one)).toMatchObject({ status: 401, code: 'unauthenticated' });
      for (const scope of ['scp', 'scope']) {
        const listed = { scope: undefined, [scope]: scope === 'scp' ? ['mcp:support'] : 'mcp:support' };
        expect((await door.knock('support', await tokenOf('ada', listed))).status).toBe(200);
      }
    },
  );

  test.each([
    ['no scope', undefined],
    ['an empty scope', ''],
    ['scopes of others', 'openid profile other'],
    ["another toolset's scope", 'mcp:billing'],
    ['a scope that begins alike', 'mcp:support-team mcp:'],
    ['a scope in capitals', 'MCP MCP:SUPPORT'],
    ['scopes with another sign between', 'mcp,mcp:support'],
  ])('with %s is told which it needs', async (_what, scope) => {
    const answer = await door.knock('support', await tokenOf('ada', { scope }));
    expect(answer).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect(answer.challenge).toBe(
      'Bearer error="insufficient_scope", resource_metadata="https://hub.example/.well-known/oauth-protected-resource/mcp/support", scope="mcp:support"',
    );
  });

  test('in several spaces names the one; one that is not theirs is not there', async () => {
    const token = await tokenOf('grace');
    expect(await door.knock('support', token)).toMatchObject({ status: 400, code: 'header_invalid' });
    const inSales = await door.knock('support', token, { 'hub-space': 'sales' });
    expect(inSales.caller).toMatchObject({ spaceId: sales, facts: { space: 'sales' } });
    const inDefault = await door.knock('support', token, { 'hub-space': 'default' });
    expect(inDefault.caller).toMatchObject({ spaceId: space, facts: { space: 'default' } });
    for (const slug of ['sales', 'nowhere', "x' or true --", 'x'.repeat(3_000)])
      expect(await door.knock('support', await tokenOf('ada'), { 'hub-space': slug })).toMatchObject({
        ...{ status: 404, code: 'not_found' },
      });
  });

  test('whom the hub does not know, or who is in no space, does not come in', async () => {
    expect(await door.knock('support', await tokenOf('stranger'))).toMatchObject({ status: 401 });
    await join('mary', 'viewer');
    expect(await door.knock('support', await tokenOf('mary'))).toMatchObject({ status: 404 });
    const before = await gateway.sql('select 1 from users where oidc_subject = $1', ['stranger']);
    expect(before).toEqual([]);
  });

  verifies('mcp.identity.scopes', 'who is shut out, or leaves, is out within a second', async () => {
    const userId = await join('edsger', 'viewer', space);
    const token = await tokenOf('edsger');
    const status = async () => (await door.knock('support', token)).status;
    expect(await status()).toBe(200);
    await gateway.sql("update members set role = 'operator' where user_id = $1", [userId]);
    await eventually(
      async () => (await door.knock('support', token)).caller?.permissions.includes('flows.run') ?? false,
    );
    await gateway.sql('delete from members where user_id = $1', [userId]);
    await eventually(async () => (await status()) === 404);
    const gone = await join('gone', 'viewer', space);
    const theirs = await tokenOf('gone');
    expect((await door.knock('support', theirs)).status).toBe(200);
    await gateway.sql('update users set disabled_at = now() where user_id = $1', [gone]);
    await eventually(async () => (await door.knock('support', theirs)).status === 401);
  });

  test('a token that expires while it is in use is refused from then on', async () => {
    const exp = Math.floor(Date.now() / 1000) - 9;
    const token = await tokenOf('ada', { iat: exp - 60, exp });
    await eventually(async () => (await door.knock('support', token)).status === 401);
  });

  test('the REST of the hub takes no such token', async () => {
    expect(await refusalCode(gateway.authenticate({ bearer: await tokenOf('ada') }))).toBe('unauthenticated');
    const sessionCookie = await tokenOf('ada');
    expect(await refusalCode(gateway.authenticate({ sessionCookie }))).toBe('unauthenticated');
  });
});

describe('the keys of the provider', () => {
  const accepted = [audiences.support];
  const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const nextKeys = { keys: [{ ...next.publicKey.export({ format: 'jwk' }), kid: 'next', use: 'sig' }] };
  const byNext = (kid = 'next') =>
    new SignJWT({ ...trial.claimsOf('ada') })
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid })
      .sign(next.privateKey);
  const manual = () => {
    const clock = { ...openTestClock(), now: () => new Date(), passed: 0, monotonic: () => clock.passed };
    return clock;
  };

  test('are read again for a name that nobody knows, once a minute at most', async () => {
    const clock = manual();
    let rotated = false;
    const tokens = trial.open({
      clock,
      instead: (url) => (rotated && url.endsWith('/jwks') ? Response.json(nextKeys) : undefined),
    });
    const reads = () => tokens.asked.filter((url) => url.endsWith('/jwks')).length;
    await tokens.verify(await tokenOf('ada'), accepted);
    rotated = true;
    for (let i = 0; i < 50; i++)
      expect(await refusalCode(tokens.verify(await byNext(`next-${i}`), accepted))).toBe('unauthenticated');
    expect(reads()).toBe(1);
    clock.passed = 59_000;
    expect(await refusalCode(tokens.verify(await byNext(), accepted))).toBe('unauthenticated');
    expect(reads()).toBe(1);
    clock.passed = 60_000;
    const many = await Promise.all(
      Array.from({ length: 20 }, async () => tokens.verify(await byNext(), accepted)),
    );
    expect(many.length).toBe(20);
    expect(reads()).toBe(2);
    // The one that was withdrawn is not known any more.
    expect(await refusalCode(tokens.verify(await tokenOf('ada'), accepted))).toBe('unauthenticated');
  });

  test('that were withdrawn are forgotten after a while, without anybody waiting', async () => {
    const clock = manual();
    let rotated = false;
    const tokens = trial.open({
      clock,
      instead: (url) => (rotated && url.endsWith('/jwks') ? Response.json(nextKeys) : undefined),
    });
    const token = await tokenOf('ada');
    await tokens.verify(token, accepted);
    rotated = true;
    clock.passed = 11 * 60_000;
    await eventually(async () => (await refusalCode(tokens.verify(token, accepted)).catch(() => '')) !== '');
  });

  test('are waited for while the provider is down; those that are known go on', async () => {
    const clock = manual();
    let down = true;
    const tokens = trial.open({
      clock,
      instead: () => (down ? new Response('', { status: 503 }) : undefined),
    });
    const token = await tokenOf('ada');
    for (let i = 0; i < 5; i++)
      expect(await refusalCode(tokens.verify(token, accepted))).toBe('sign_in_provider_failed');
    expect(tokens.asked.length).toBe(1);
    down = false;
    clock.passed = 5_000;
    await expect(tokens.verify(token, accepted)).resolves.toMatchObject({ subject: 'ada' });
    down = true;
    clock.passed = 3_600_000;
    await expect(tokens.verify(token, accepted)).resolves.toMatchObject({ subject: 'ada' });
  });

  test.each([
    ['a document that speaks for somebody else', { issuer: 'https://somebody.example' }],
    ['a document without keys', { jwks_uri: undefined }],
  ])('%s is not believed', async (_what, changes) => {
    const { issuer } = trial.oidc;
    const document = { issuer, jwks_uri: `${issuer}/jwks`, ...changes };
    const tokens = trial.open({
      instead: (url) => (url.includes('.well-known') ? Response.json(document) : undefined),
    });
    expect(await refusalCode(tokens.verify(await tokenOf('ada'), accepted))).toBe('sign_in_provider_failed');
    expect(tokens.asked.length).toBe(1);
  });

  test('with a shared secret among them open nothing', async () => {
    const secret = Buffer.alloc(32, 7).toString('base64url');
    const keys = { keys: [{ kty: 'oct', k: secret, kid: 'shared', alg: 'HS256' }] };
    const tokens = trial.open({
      instead: (url) => (url.endsWith('/jwks') ? Response.json(keys) : undefined),
    });
    const token = await new SignJWT({ ...trial.claimsOf('ada') })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'shared' })
      .sign(Buffer.alloc(32, 7));
    expect(await refusalCode(tokens.verify(token, accepted))).toBe('unauthenticated');
  });
});
