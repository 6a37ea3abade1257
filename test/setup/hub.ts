import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHub } from '../../app/wiring.ts';
import type { Permission } from '../../core/roles.ts';
import { loadConfig } from '../../platform/config.ts';
import { openLog } from '../../platform/log.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface TestRequest {
  /** The hub's owner key when left out; null sends none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly raw?: string | Buffer;
}

export interface TestHub {
  readonly url: string;
  readonly host: string;
  /** An owner's API key of the default space. */
  readonly key: string;
  readonly database: TestDatabase;
  /** Everything the hub has logged. */
  readonly logged: () => string;
  request(method: string, path: string, options?: TestRequest): Promise<TestAnswer>;
  /** Sends bytes as they are and gives back what comes until the connection ends. */
  raw(text: string): Promise<string>;
  /** Signs the owner in by a one-time link; answers the Cookie header of the session. */
  signIn(): Promise<string>;
  makeKey(permissions: readonly Permission[]): Promise<string>;
  stop(): Promise<void>;
}

/** A whole hub as `npm start` makes it, on a free port, with a database of its own. */
export const startTestHub = async (env: Readonly<Record<string, string>> = {}): Promise<TestHub> => {
  const database = await openTestDatabase(4);
  const data = await mkdtemp(join(tmpdir(), 'app-connect-hub-'));
  const key = `hub_test_${randomBytes(16).toString('hex')}`;
  const lines: string[] = [];
  const config = loadConfig({
    HUB_PORT: '0',
    HUB_DATA: data,
    DATABASE_URL: database.url,
    DATABASE_POOL: '10',
    HUB_BOOTSTRAP_KEY: key,
    HUB_LOG_LEVEL: 'debug',
    HUB_DRAIN_SECONDS: '5',
    HUB_RATE_LIMIT: '0',
    ...env,
  });
  const log = openLog({
    level: config.HUB_LOG_LEVEL,
    destination: { write: (line) => void lines.push(line) },
  });
  const hub = await startHub({ config, log, checkOutputs: true });
  const port = Number(new URL(hub.url).port);

  const request = async (method: string, path: string, options: TestRequest = {}): Promise<TestAnswer> => {
    const bearer = options.key === undefined ? key : options.key;
    const content = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const answer = await fetch(`${hub.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const text = await answer.text();
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
  };

  return {
    url: hub.url,
    host: `127.0.0.1:${port}`,
    key,
    database,
    logged: () => lines.join(''),
    request,
    raw: (text) =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        socket.setTimeout(60_000, () => socket.destroy(new Error(`no end of the answer; so far: ${answer}`)));
        socket.on('data', (data) => {
          answer += data.toString('latin1');
          if (/\r\n\r\n[^]*}$/.test(answer)) socket.end();
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
      }),
    signIn: async () => {
      const token = new URL(await hub.makeSignInLink()).hash.slice(1);
      const answer = await request('POST', '/api/sign-in/link', { key: null, body: { token } });
      if (answer.status !== 200) throw new Error(`the link did not sign in: ${answer.text}`);
      return cookieHeader(answer.headers);
    },
    makeKey: async (permissions) => {
      const answer = await request('POST', '/api/keys', { body: { name: 'made by a test', permissions } });
      return (answer.json as { secret: string }).secret;
    },
    stop: async () => {
      await hub.stop();
      await database.drop();
      await rm(data, { recursive: true, force: true });
    },
  };
};

/** What a browser would send back of the cookies that an answer set. */
export const cookieHeader = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
