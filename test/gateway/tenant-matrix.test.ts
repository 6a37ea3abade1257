import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { cookieHeader, startTestHub, type TestAnswer, type TestHub } from '../setup/hub.ts';

/**
 * Every operation of the hub's own document, asked by people and programs who may not: another space's owner and
 * key, a viewer, nobody, and everybody whose credentials are spent. Made from /openapi.json: a new operation is in
 * the matrix on the day it is written, and a parameter that the matrix cannot fill fails it.
 */
interface Described {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly permission: string | undefined;
  readonly access: 'anyone' | 'user' | 'space';
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly hasBody: boolean;
}

interface Identity {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Space {
  readonly id: string;
  readonly slug: string;
  readonly owner: Identity;
  readonly viewer: Identity;
  readonly key: Identity;
  readonly objects: Readonly<Record<string, string>>;
}

const canary = 'canary-of-alpha';
let hub: TestHub;
let operations: Described[];
let alpha: Space;
let beta: Space;
let spent: Identity[];

beforeAll(async () => {
  hub = await startTestHub();
  operations = await describeOperations();
  const installationOwner: Identity = {
    name: 'owner',
    headers: { cookie: await hub.signIn(), 'hub-request': '1' },
  };
  alpha = await makeSpace(installationOwner, 'alpha');
  beta = await makeSpace(installationOwner, 'beta');
  spent = await spentIdentities();
}, 60_000);
afterAll(() => hub.stop());

const describeOperations = async (): Promise<Described[]> => {
  const document = (await hub.request('GET', '/openapi.json')).json as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const security = operation['security'] as unknown[];
      const permission = operation['x-permission'] as string | undefined;
      return {
        operationId: String(operation['operationId']),
        method: method.toUpperCase(),
        path,
        permission,
        access: security.length === 0 ? 'anyone' : permission === undefined ? 'user' : 'space',
        parameters: operation['parameters'] as Described['parameters'],
        hasBody: operation['requestBody'] !== undefined,
      } as const;
    }),
  );
};

const ask = (
  who: Identity,
  request: { method: string; path: string; body?: unknown; space?: string },
): Promise<TestAnswer> =>
  hub.request(request.method, request.path, {
    key: null,
    headers: { ...(request.space === undefined ? {} : { 'hub-space': request.space }), ...who.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
  });

const expectDone = (answer: TestAnswer): Record<string, unknown> => {
  if (answer.status >= 300) throw new Error(`the set-up failed: ${answer.status} ${answer.text}`);
  return answer.json as Record<string, unknown>;
};

/** A person who came in by an invitation, with a session. */
const invite = async (
  by: Identity,
  space: string,
  person: { email: string; role: string },
): Promise<Identity> => {
  const invited = expectDone(
    await ask(by, { method: 'POST', path: '/api/invitations', space, body: person }),
  );
  const token = new URL(String(invited['link'])).hash.slice(1);
  const accepted = await hub.request('POST', '/api/invitation/accept', {
    key: null,
    body: { token, name: `${canary} ${person.email}`, password: 'correct horse battery staple' },
  });
  expectDone(accepted);
  return { name: person.email, headers: { cookie: cookieHeader(accepted.headers), 'hub-request': '1' } };
};

const makeSpace = async (by: Identity, slug: string): Promise<Space> => {
  const made = expectDone(
    await ask(by, { method: 'POST', path: '/api/spaces', body: { slug, name: `${canary} ${slug}` } }),
  );
  const owner = await invite(by, slug, { email: `owner@${slug}.example`, role: 'owner' });
  const viewer = await invite(by, slug, { email: `viewer@${slug}.example`, role: 'viewer' });
  const permissions = (
    (await ask(owner, { method: 'GET', path: '/api/roles' })).json as {
      role: string;
      permissions: string[];
    }[]
  ).find((one) => one.role === 'owner')?.permissions;
  const made2 = expectDone(
    await ask(owner, {
      method: 'POST',
      path: '/api/keys',
      space: slug,
      body: { name: `${canary} key`, permissions },
    }),
  );
  const invitation = expectDone(
    await ask(owner, {
      method: 'POST',
      path: '/api/invitations',
      space: slug,
      body: { email: `open@${slug}.example`, role: 'viewer' },
    }),
  );
  const viewerMe = expectDone(await ask(viewer, { method: 'GET', path: '/api/me' }));
  const sessions = expectDone(await ask(viewer, { method: 'GET', path: '/api/me/sessions' }));
  const job = await hub.database.superuser.query<{ job_id: string }>(
    'select job_id from jobs where space_id = $1 limit 1',
    [made['id']],
  );
  return {
    id: String(made['id']),
    slug,
    owner,
    viewer,
    key: { name: 'key', headers: { authorization: `Bearer ${String(made2['secret'])}` } },
    objects: {
      userId: String((viewerMe['user'] as Record<string, unknown>)['id']),
      keyId: String((made2['key'] as Record<string, unknown>)['id']),
      invitationId: String((invitation['invitation'] as Record<string, unknown>)['id']),
      sessionId: String((sessions['items'] as Record<string, unknown>[])[0]?.['id']),
      jobId: job.rows[0]?.job_id ?? 'job_00000000000000000000000000',
    },
  };
};

const spentIdentities = async (): Promise<Identity[]> => {
  const { superuser } = hub.database;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const make = async (name: string): Promise<string> =>
    String(
      expectDone(
        await ask(alpha.owner, {
          method: 'POST',
          path: '/api/keys',
          space: 'alpha',
          body: { name, permissions: ['space.read'] },
        }),
      )['secret'],
    );
  const expired = await make('expired');
  await superuser.query(
    "update api_keys set expires_at = now() - interval '1 second' where name = 'expired'",
  );
  const revoked = await make('revoked');
  await superuser.query("update api_keys set revoked_at = now() where name = 'revoked'");
  const disabled = await invite(alpha.owner, 'alpha', { email: 'disabled@alpha.example', role: 'admin' });
  await superuser.query("update users set disabled_at = now() where email = 'disabled@alpha.example'");
  const signedOut = await invite(alpha.owner, 'alpha', { email: 'out@alpha.example', role: 'admin' });
  await superuser.query(
    "update sessions set revoked_at = now() where user_id = (select user_id from users where email = 'out@alpha.example')",
  );
  const forged = await new SignJWT({ sid: 'ses_00000000000000000000000000' })
    .setProtectedHeader({ alg: 'HS256', typ: 'hub-session+jwt' })
    .setSubject(alpha.objects['userId'] ?? '')
    .setIssuer('app-connect')
    .setAudience('somewhere-else')
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(new Uint8Array(32).fill(7));
  return [
    { name: 'nobody', headers: {} },
    { name: 'a made-up key', headers: bearer('hub_0123456789012345678901234567890123456789') },
    { name: 'an expired key', headers: bearer(expired) },
    { name: 'a revoked key', headers: bearer(revoked) },
    {
      name: 'a forged session of another audience',
      headers: { cookie: `hub_session=${forged}`, 'hub-request': '1' },
    },
    {
      name: 'a session as bearer',
      headers: bearer(/hub_session=([^;]+)/.exec(alpha.owner.headers['cookie'] ?? '')?.[1] ?? ''),
    },
    { name: 'a disabled person', headers: disabled.headers },
    { name: 'a person who was signed out', headers: signedOut.headers },
  ];
};

const unknownId = (id: string): string => `${id.slice(0, 4)}${'0'.repeat(25)}1`;

const fill = (operation: Described, objects: Readonly<Record<string, string>>): string =>
  operation.path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = objects[name];
    if (value === undefined)
      throw new Error(
        `The matrix has no object for {${name}} of ${operation.operationId}: add one to makeSpace.`,
      );
    return value;
  });

/** Bodies that would do something if they were allowed to; an operation with a body and no entry here fails. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /api/sign-in': { email: 'x@y.example', password: 'x' },
  'PATCH /api/me': { name: 'Somebody' },
  'POST /api/me/password': { next: 'another correct horse battery' },
  'POST /api/me/totp/confirm': { code: '000000' },
  'POST /api/me/totp/remove': { code: '000000' },
  'POST /api/spaces': { slug: 'gamma', name: 'Gamma' },
  'PATCH /api/space': { name: 'taken over' },
  'POST /api/space/delete': { slug: 'alpha' },
  'PATCH /api/members/{userId}': { role: 'admin' },
  'POST /api/invitations': { email: 'intruder@beta.example', role: 'viewer' },
  'POST /api/keys': { name: 'intruder', permissions: ['space.read'] },
};

const bodyOf = (operation: Described): unknown => {
  const name = `${operation.method} ${operation.path}`;
  if (!operation.hasBody) return undefined;
  if (!(name in bodies)) throw new Error(`The matrix has no body for ${name}: add one.`);
  return bodies[name];
};

/** What is stored of alpha, apart from marks of use. */
const stateOfAlpha = async (): Promise<string> => {
  const { rows } = await hub.database.superuser.query<{ state: string }>(
    `select md5(concat(
       (select string_agg(concat(name, settings), ',') from spaces where space_id = $1),
       (select string_agg(concat(user_id, role), ',' order by user_id) from members where space_id = $1),
       (select string_agg(concat(invitation_id, role, revoked_at, accepted_at), ',' order by invitation_id) from invitations where space_id = $1),
       (select string_agg(concat(key_id, name, permissions, revoked_at, expires_at), ',' order by key_id) from api_keys where space_id = $1),
       (select string_agg(concat(session_id, revoked_at), ',' order by session_id) from sessions
        where user_id in (select user_id from members where space_id = $1)))) as state`,
    [alpha.id],
  );
  return rows[0]?.state ?? '';
};

/** An answer without what differs from one request to the next. */
const comparable = (answer: TestAnswer, id: string): string =>
  answer.text.replaceAll(id, '<id>').replace(/"requestId":"[^"]*"/, '');

const guarded = () => operations.filter((operation) => operation.access !== 'anyone');
const ofSpace = () => operations.filter((operation) => operation.access === 'space');

describe('the tenant matrix', () => {
  test('covers every operation that the hub offers', () => {
    expect(operations.length).toBeGreaterThan(30);
    const open = operations
      .filter((operation) => operation.access === 'anyone')
      .map((operation) => `${operation.method} ${operation.path}`);
    // Whoever adds an operation for anyone says so here.
    expect(open.sort()).toEqual([
      'DELETE /api/session',
      'GET /api/sign-in/callback',
      'GET /api/sign-in/methods',
      'GET /api/sign-in/provider',
      'POST /api/invitation/accept',
      'POST /api/invitation/preview',
      'POST /api/session/refresh',
      'POST /api/sign-in',
      'POST /api/sign-in/link',
    ]);
  });

  test('lets nobody in whose credentials are missing, spent or forged', async () => {
    const before = await stateOfAlpha();
    for (const identity of spent) {
      for (const operation of guarded()) {
        const answer = await ask(identity, {
          method: operation.method,
          path: fill(operation, alpha.objects),
          space: 'alpha',
          body: bodyOf(operation),
        });
        expect([identity.name, operation.operationId, answer.status]).toEqual([
          identity.name,
          operation.operationId,
          401,
        ]);
        expect(answer.text).not.toContain(canary);
      }
    }
    expect(await stateOfAlpha()).toBe(before);
  });

  test('answers for things of another space as for things that do not exist, and changes nothing', async () => {
    const before = await stateOfAlpha();
    const withIds = guarded().filter((operation) => operation.path.includes('{'));
    for (const identity of [beta.owner, beta.key]) {
      for (const operation of withIds) {
        if (identity === beta.key && operation.access === 'user') continue;
        const name = /\{(\w+)\}/.exec(operation.path)?.[1] ?? '';
        const foreignId = alpha.objects[name] ?? '';
        const none = unknownId(foreignId);
        const request = {
          method: operation.method,
          space: identity === beta.key ? undefined : 'beta',
          body: bodyOf(operation),
        };
        const foreign = await ask(identity, {
          ...request,
          path: fill(operation, alpha.objects),
        } as Parameters<typeof ask>[1]);
        const absent = await ask(identity, {
          ...request,
          path: fill(operation, { ...alpha.objects, [name]: none }),
        } as Parameters<typeof ask>[1]);
        expect([operation.operationId, foreign.status]).toEqual([operation.operationId, 404]);
        expect(comparable(foreign, foreignId)).toBe(comparable(absent, none));
      }
    }
    expect(await stateOfAlpha()).toBe(before);
  });

  test('does not admit that another space exists', async () => {
    const before = await stateOfAlpha();
    for (const operation of ofSpace()) {
      const request = {
        method: operation.method,
        path: fill(operation, alpha.objects),
        body: bodyOf(operation),
      };
      const foreign = await ask(beta.owner, { ...request, space: 'alpha' });
      const absent = await ask(beta.owner, { ...request, space: 'nowhere' });
      expect([operation.operationId, foreign.status]).toEqual([operation.operationId, 404]);
      expect(comparable(foreign, 'alpha')).toBe(comparable(absent, 'nowhere'));
    }
    expect(await stateOfAlpha()).toBe(before);
  });

  test('a key stays in its own space, whatever space it names', async () => {
    for (const operation of ofSpace().filter((one) => one.method === 'GET' && !one.path.includes('{'))) {
      const answer = await ask(beta.key, { method: 'GET', path: operation.path, space: 'alpha' });
      expect([operation.operationId, answer.status >= 400]).toEqual([operation.operationId, true]);
    }
  });

  test('shows nothing of alpha in what beta may read', async () => {
    for (const operation of operations.filter(
      (one) => one.method === 'GET' && one.access === 'space' && !one.path.includes('{'),
    )) {
      for (const identity of [beta.owner, beta.key]) {
        const answer = await ask(identity, {
          method: 'GET',
          path: operation.path,
          ...(identity === beta.key ? {} : { space: 'beta' }),
        });
        expect([operation.operationId, answer.status]).toEqual([operation.operationId, 200]);
        for (const id of [...Object.values(alpha.objects), alpha.id, 'alpha']) {
          if (id.startsWith('job_000')) continue;
          expect([operation.operationId, answer.text.includes(id)]).toEqual([operation.operationId, false]);
        }
      }
    }
  });

  test('holds a viewer to what a viewer may do', async () => {
    const before = await stateOfAlpha();
    const { permissions } = (
      (await ask(alpha.viewer, { method: 'GET', path: '/api/me' })).json as {
        spaces: { slug: string; permissions: string[] }[];
      }
    ).spaces.find((space) => space.slug === 'alpha') ?? { permissions: [] };
    expect(permissions).toContain('space.read');
    for (const operation of ofSpace()) {
      const allowed = permissions.includes(operation.permission ?? '');
      if (allowed && operation.method !== 'GET')
        throw new Error(`${operation.operationId}: a viewer may write?`);
      const answer = await ask(alpha.viewer, {
        method: operation.method,
        path: fill(operation, alpha.objects),
        space: 'alpha',
        body: bodyOf(operation),
      });
      expect([operation.operationId, answer.status]).toEqual([operation.operationId, allowed ? 200 : 403]);
    }
    expect(await stateOfAlpha()).toBe(before);
  });

  test('a key does no more than its permissions say', async () => {
    const narrow = {
      name: 'narrow',
      headers: {
        authorization: `Bearer ${String(expectDone(await ask(alpha.owner, { method: 'POST', path: '/api/keys', space: 'alpha', body: { name: 'narrow', permissions: ['space.read'] } }))['secret'])}`,
      },
    };
    for (const operation of guarded()) {
      const answer = await ask(narrow, {
        method: operation.method,
        path: fill(operation, alpha.objects),
        body: bodyOf(operation),
      });
      const allowed = operation.permission === 'space.read' && operation.method === 'GET';
      expect([operation.operationId, answer.status]).toEqual([operation.operationId, allowed ? 200 : 403]);
    }
  });

  test('a cursor of one space opens nothing in another', async () => {
    await ask(alpha.owner, {
      method: 'POST',
      path: '/api/keys',
      space: 'alpha',
      body: { name: 'second', permissions: ['space.read'] },
    });
    const first = (await ask(alpha.owner, { method: 'GET', path: '/api/keys?limit=1', space: 'alpha' }))
      .json as { next: string };
    const answer = await ask(beta.owner, {
      method: 'GET',
      path: `/api/keys?limit=50&cursor=${encodeURIComponent(first.next)}`,
      space: 'beta',
    });
    expect(answer.text).not.toContain(alpha.objects['keyId'] ?? 'none');
  });
});
