import { SignJWT } from 'jose';
import { addJobs } from '../../platform/jobs/store-add.ts';
import { makeConnectors, stateOfConnectors } from './tenant-connectors.ts';
import { makeConsumers, stateOfConsumers } from './tenant-consumers.ts';
import { makeDocuments, stateOfDocuments } from './tenant-documents.ts';
import { addIdleRetry, makeFlows, stateOfFlows } from './tenant-flows.ts';
import { addIdleServer, stateOfServers } from './tenant-servers.ts';
import { makeToolsets, stateOfToolsets } from './tenant-toolsets.ts';
import { cookieHeader, type TestAnswer, type TestHub } from './hub.ts';

/** What the tenant matrix is made of: the hub's own operations, two spaces, and everybody's credentials. */
export interface Described {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly permission: string | undefined;
  readonly access: 'anyone' | 'user' | 'space';
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly hasBody: boolean;
}

export interface Identity {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Space {
  readonly id: string;
  readonly slug: string;
  readonly owner: Identity;
  readonly viewer: Identity;
  readonly key: Identity;
  readonly objects: Readonly<Record<string, string>>;
}

export const canary = 'canary-of-alpha';

export interface Tenants {
  readonly operations: readonly Described[];
  readonly alpha: Space;
  readonly beta: Space;
  /** People and programs whose credentials are missing, spent or forged. */
  readonly spent: readonly Identity[];
  /** A key of alpha with all permissions, which is limited to the tools of a toolset. */
  readonly limited: Identity;
  ask(who: Identity, request: Asked): Promise<TestAnswer>;
  /** What is stored of alpha, apart from marks of use. */
  stateOfAlpha(): Promise<string>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly space?: string | undefined;
}

const expectDone = (answer: TestAnswer): Record<string, unknown> => {
  if (answer.status >= 300) throw new Error(`the set-up failed: ${answer.status} ${answer.text}`);
  return answer.json as Record<string, unknown>;
};

/** A person who came in by an invitation, with a session. */
export const openTenants = async (hub: TestHub): Promise<Tenants> => {
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
  const ask = (who: Identity, request: Asked): Promise<TestAnswer> =>
    hub.request(request.method, request.path, {
      key: null,
      headers: { ...(request.space === undefined ? {} : { 'hub-space': request.space }), ...who.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
    });
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
      body: {
        token,
        name: `canary-of-${space} ${person.email}`,
        password: 'a plain sentence that nobody guesses',
      },
    });
    expectDone(accepted);
    return { name: person.email, headers: { cookie: cookieHeader(accepted.headers), 'hub-request': '1' } };
  };
  const makeSpace = async (by: Identity, slug: string): Promise<Space> => {
    const made = expectDone(
      await ask(by, { method: 'POST', path: '/api/spaces', body: { slug, name: `canary-of-${slug}` } }),
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
        body: { name: `canary-of-${slug} key`, permissions },
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
    const audit = expectDone(await ask(owner, { method: 'GET', path: '/api/audit', space: slug }));
    const spaceId = String(made['id']);
    // Far from due: it stays as it is while the matrix is asked.
    const runAt = new Date(Date.now() + 86_400_000);
    const [jobId = ''] = await hub.database.db.inSpace(spaceId, (tx) =>
      addJobs(tx, [{ name: 'a-job-of-the-matrix', payload: null, spaceId, runAt }]),
    );
    const make = async (path: string, body: object, method = 'POST') =>
      expectDone(await ask(owner, { method, path, space: slug, body }));
    const connectors = await makeConnectors(slug, make);
    await hub.database.db.inSpace(spaceId, (tx) =>
      addIdleServer(tx, spaceId, { slug, name: connectors['name'] ?? '' }),
    );
    return {
      id: spaceId,
      slug,
      owner,
      viewer,
      key: { name: 'key', headers: { authorization: `Bearer ${String(made2['secret'])}` } },
      objects: {
        userId: String((viewerMe['user'] as Record<string, unknown>)['id']),
        keyId: String((made2['key'] as Record<string, unknown>)['id']),
        invitationId: String((invitation['invitation'] as Record<string, unknown>)['id']),
        sessionId: String((sessions['items'] as Record<string, unknown>[])[0]?.['id']),
        auditId: String((audit['items'] as Record<string, unknown>[])[0]?.['id']),
        jobId,
        retry: await hub.database.db.inSpace(spaceId, (tx) => addIdleRetry(tx, spaceId, slug)),
        ...connectors,
        ...(await makeConsumers(slug, make)),
        ...(await makeFlows(slug, connectors['name'] ?? '', make)),
        ...(await makeDocuments(slug, connectors['name'] ?? '', make)),
        ...(await makeToolsets(
          { slug, name: connectors['name'] ?? '', operation: connectors['operation'] ?? '' },
          make,
        )),
      },
    };
  };
  const spentIdentities = async (alpha: Space): Promise<Identity[]> => {
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
      { name: 'a tool token', headers: bearer(alpha.objects['toolToken'] ?? '') },
      { name: 'a disabled person', headers: disabled.headers },
      { name: 'a person who was signed out', headers: signedOut.headers },
    ];
  };
  const limitedKey = async (alpha: Space): Promise<Identity> => {
    const roles = await ask(alpha.owner, { method: 'GET', path: '/api/roles' });
    const permissions = (roles.json as { role: string; permissions: string[] }[])[0]?.permissions;
    const body = { name: 'limited', permissions, toolsets: [alpha.objects['name']] };
    const made = expectDone(
      await ask(alpha.owner, { method: 'POST', path: '/api/keys', space: 'alpha', body }),
    );
    return { name: 'a limited key', headers: { authorization: `Bearer ${String(made['secret'])}` } };
  };
  const stateOf = (alpha: Space) => async (): Promise<string> => {
    const { rows } = await hub.database.superuser.query<{ state: string }>(
      `select md5(concat(
       (select string_agg(concat(name, settings), ',') from spaces where space_id = $1),
       (select string_agg(concat(user_id, role), ',' order by user_id) from members where space_id = $1),
       (select string_agg(concat(invitation_id, role, revoked_at, accepted_at), ',' order by invitation_id) from invitations where space_id = $1),
       (select string_agg(concat(key_id, name, permissions, toolsets, revoked_at, expires_at), ',' order by key_id) from api_keys where space_id = $1),
       ${stateOfConnectors}
       ${stateOfServers}
       ${stateOfFlows}
       ${stateOfToolsets}${stateOfDocuments}
       ${stateOfConsumers}
       (select string_agg(concat(job_id, state, attempts), ',' order by job_id) from jobs where space_id = $1 and name = 'a-job-of-the-matrix'),
       (select string_agg(concat(session_id, revoked_at), ',' order by session_id) from sessions
        where user_id in (select user_id from members where space_id = $1)))) as state`,
      [alpha.id],
    );
    return rows[0]?.state ?? '';
  };

  /** An answer without what differs from one request to the next. */
  const operations = await describeOperations();
  const installationOwner: Identity = {
    name: 'owner',
    headers: { cookie: await hub.signIn(), 'hub-request': '1' },
  };
  const alpha = await makeSpace(installationOwner, 'alpha');
  const beta = await makeSpace(installationOwner, 'beta');
  return {
    ...{ operations, alpha, beta, ask, stateOfAlpha: stateOf(alpha) },
    ...{ spent: await spentIdentities(alpha), limited: await limitedKey(alpha) },
  };
};
