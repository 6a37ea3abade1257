import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { nobody, type Caller } from '../../core/caller.ts';
import { isHubError, type ErrorCode, type HubError } from '../../core/errors.ts';
import type { Fact } from '../../core/event.ts';
import type { Clock, EventBus, SecretPlace, Vault } from '../../core/ports.ts';
import { permissionsOf, type Role } from '../../core/roles.ts';
import type { GatewayDeps } from '../../gateway/deps.ts';
import { gatewayOperations } from '../../gateway/operations.ts';
import { openPasswords } from '../../gateway/passwords/hash.ts';
import type { Provider } from '../../gateway/provider/client.ts';
import {
  openAuthenticator,
  type Authenticate,
  type Authenticator,
} from '../../gateway/sign-in/authenticate.ts';
import { ensureFirstOwner, type FirstOwner } from '../../gateway/sign-in/first-owner.ts';
import { openSessionTokens } from '../../gateway/sign-in/session-token.ts';
import { openToolTokens } from '../../gateway/tool-tokens/token.ts';
import { requireToolset } from '../../app/require-toolset.ts';
import { openCheckpointFiles } from '../../platform/audit/checkpoint-files.ts';
import { openAuditTrail } from '../../platform/audit/trail.ts';
import { openFileBlobs } from '../../platform/blobs/files.ts';
import { openOnDemand } from '../../platform/blobs/on-demand.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import type { Exchange } from '../../platform/invoke/context.ts';
import { openInvoker } from '../../platform/invoke/invoker.ts';
import { postgresCounter } from '../../platform/limits/postgres-counter.ts';
import { openRateLimiter } from '../../platform/limits/windows.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openLog } from '../../platform/log.ts';
import { startTelemetry } from '../../platform/telemetry.ts';
import { temporaryFolder } from '../components/program.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

export interface SpaceFact extends Fact {
  readonly spaceId: string;
}

/** A browser: it keeps cookies, and follows nothing by itself. */
export interface TestBrowser {
  readonly cookies: Map<string, string>;
  /** Where the last answer led to. */
  readonly location: () => string | undefined;
  ip: string;
  origin: string;
  call<Output = Record<string, unknown>>(name: string, input?: object, space?: string): Promise<Output>;
}

export interface TestPerson {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
}

export interface TestGateway {
  readonly database: TestDatabase;
  readonly deps: GatewayDeps;
  readonly authenticate: Authenticate;
  readonly authenticator: Authenticator;
  readonly owner: FirstOwner;
  /** What was published, in order; of a transaction that was undone nothing stays. */
  readonly facts: SpaceFact[];
  readonly clock: TestClock;
  call<Output = Record<string, unknown>>(name: string, input: object, caller: Caller): Promise<Output>;
  /** Of an operation that answers line by line. */
  lines(name: string, input: object, caller: Caller): Promise<unknown[]>;
  browser(): TestBrowser;
  /** Somebody with an account, and a role in a space if one is named. */
  person(name: string, place?: { readonly spaceId: string; readonly role: Role }): Promise<TestPerson>;
  /** The caller that the listener would make of a signed-in person. */
  as(userId: string, spaceId: string, role: Role): Caller;
  space(slug: string): Promise<string>;
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export interface TestClock extends Clock {
  /** Moves the wall clock. */
  advance(ms: number): void;
}

export const openTestClock = (): TestClock => {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    monotonic: () => performance.now(),
    advance: (ms) => {
      offset += ms;
    },
  };
};

/** A second implementation of the port: sealed with one key, bound to its place. */
const openTestVault = (): Vault => {
  const key = randomBytes(32);
  const bound = (place: SecretPlace) => Buffer.from(JSON.stringify(place));
  return {
    seal: async (place, secret) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound(place));
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString(
        'base64',
      );
    },
    open: async (place, sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(bound(place)).setAuthTag(bytes.subarray(-16));
      return decipher.update(bytes.subarray(12, -16)).toString() + decipher.final().toString();
    },
  };
};

export interface TestGatewayOptions {
  readonly provider?: Provider;
  readonly bootstrapKey?: string;
  readonly poolSize?: number;
  /** What the gateway is given in place of its database. */
  readonly through?: (db: Db) => Db;
}

/** The gateway's operations on a database of their own, called as every caller calls them; no listener. */
export const startTestGateway = async (options: TestGatewayOptions = {}): Promise<TestGateway> => {
  const database = await openTestDatabase(options.poolSize);
  const db = options.through?.(database.db) ?? database.db;
  const folder = await temporaryFolder('blobs');
  const clock = openTestClock();
  const log = openLog({ level: 'silent' });
  const facts: SpaceFact[] = [];
  const events: EventBus<Tx> = {
    publish: async (tx, spaceId, published) =>
      tx.afterCommit(() => void facts.push(...published.map((fact) => ({ ...fact, spaceId })))),
  };
  const tokens = openSessionTokens({ sessionKey: randomBytes(32), clock });
  const toolTokens = openToolTokens({ key: randomBytes(32), clock });
  const deps: GatewayDeps = {
    ...{ db, clock, events, tokens, toolTokens, requireToolset },
    vault: openTestVault(),
    hints: openInProcessHints(),
    limiter: openRateLimiter({
      counter: postgresCounter(db),
      monotonic: clock.monotonic,
      whenDown: (error) => {
        throw error;
      },
    }),
    audit: openAuditTrail({ key: randomBytes(32), clock }),
    checkpoints: openCheckpointFiles({
      key: randomBytes(32),
      blobs: openOnDemand(() => openFileBlobs(folder.path)),
    }),
    passwords: openPasswords(),
    provider: options.provider ?? null,
    publicUrl: undefined,
  };
  const authenticator = openAuthenticator({ db, tokens, clock, log });
  const { authenticate } = authenticator;
  const telemetry = await startTelemetry({ endpoint: undefined, service: 'test' });
  const operations = new Map(
    gatewayOperations({ ...deps, authenticate }).map((operation) => [operation.name, operation]),
  );
  const invoke = openInvoker({ ...deps, log, telemetry, checkOutputs: true });
  const owner = await ensureFirstOwner(db, options.bootstrapKey);

  const run = async (asked: { name: string; input: object; caller: Caller; exchange?: Exchange }) => {
    const operation = operations.get(asked.name);
    if (operation === undefined) throw new Error(`There is no operation "${asked.name}".`);
    const { output } = await invoke({
      ...{ operation, input: asked.input, caller: asked.caller, exchange: asked.exchange },
      requestId: newId('req'),
      signal: AbortSignal.timeout(120_000),
    });
    return output;
  };

  const browser = (): TestBrowser => {
    const cookies = new Map<string, string>();
    let location: string | undefined;
    const self: TestBrowser = {
      cookies,
      location: () => location,
      ip: '198.51.100.7',
      origin: 'http://127.0.0.1:3000',
      call: async <Output>(name: string, input: object = {}, space?: string) => {
        const secure = self.origin.startsWith('https:');
        const sessionCookie = cookies.get(secure ? '__Host-hub_session' : 'hub_session');
        const open = operations.get(name)?.access === 'anyone';
        const caller =
          open || sessionCookie === undefined
            ? nobody
            : await authenticate({ sessionCookie, spaceSlug: space });
        location = undefined;
        const exchange: Exchange = {
          ip: self.ip,
          userAgent: 'a browser of the tests',
          origin: self.origin,
          cookies: new Map(cookies),
          setCookie: ({ name: cookie, value }) =>
            void (value === null ? cookies.delete(cookie) : cookies.set(cookie, value)),
          redirect: (to) => {
            location = to;
          },
          stream: () => undefined,
          file: ({ body }) => {
            body.destroy();
          },
        };
        return (await run({ name, input, caller, exchange })) as Output;
      },
    };
    return self;
  };

  return {
    ...{ database, deps, authenticate, authenticator, owner, facts, clock, browser },
    call: async <Output>(name: string, input: object, caller: Caller) =>
      (await run({ name, input, caller })) as Output,
    lines: async (name, input, caller) => {
      let streamed: AsyncIterable<unknown> | undefined;
      const exchange: Exchange = {
        ip: '198.51.100.7',
        userAgent: 'a script of the tests',
        origin: 'http://127.0.0.1:3000',
        cookies: new Map(),
        setCookie: () => undefined,
        redirect: () => undefined,
        stream: (lines) => {
          streamed = lines;
        },
        file: ({ body }) => {
          body.destroy();
        },
      };
      await run({ name, input, caller, exchange });
      const lines: unknown[] = [];
      for await (const line of streamed ?? []) lines.push(line);
      return lines;
    },
    person: async (name, place) => {
      const userId = newId('usr');
      const email = `${name.toLowerCase().replace(/\W/g, '-')}@people.example`;
      const password = `${randomBytes(9).toString('base64')} of theirs`;
      await database.superuser.query(
        'insert into users (user_id, email, name, password_hash) values ($1, $2, $3, $4)',
        [userId, email, name, await deps.passwords.hash(password)],
      );
      if (place !== undefined)
        await database.superuser.query('insert into members (space_id, user_id, role) values ($1, $2, $3)', [
          place.spaceId,
          userId,
          place.role,
        ]);
      return { userId, email, password };
    },
    as: (userId, spaceId, role) => ({
      kind: 'user',
      userId,
      name: 'somebody',
      sessionId: 'ses_00000000000000000000000000',
      installationOwner: false,
      role,
      spaceId,
      permissions: new Set(permissionsOf(role)),
    }),
    space: async (slug) => {
      const spaceId = newId('spc');
      await database.superuser.query('insert into spaces (space_id, slug, name) values ($1, $2, $2)', [
        spaceId,
        slug,
      ]);
      return spaceId;
    },
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await database.superuser.query<Row & Record<string, unknown>>(text, [...values])).rows as Row[],
    stop: async () => {
      await authenticator.stop();
      await database.drop();
      await folder.remove();
    },
  };
};

/** The error that the work is refused with. */
export const refusal = async (work: Promise<unknown>): Promise<HubError> => {
  try {
    await work;
  } catch (error) {
    if (isHubError(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
};

export const refusalCode = async (work: Promise<unknown>): Promise<ErrorCode> => (await refusal(work)).code;
