import { request as startRequest, type IncomingHttpHeaders } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startExpressGateway } from './express-gateway.ts';
import type { OurGateway, OurWish } from './our-gateways.ts';
import { publicKey, type Shown } from './shared-requests.ts';
import { root } from './sources.ts';
import { startUpstream, type Seen, type Upstream } from './upstream.ts';

/** A request that is sent to two gateways in the same words. */
export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came of it, without what may differ between any two servers. */
export interface Outcome {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What the upstream got; null where it got nothing. */
  readonly saw: Saw | null;
}

export interface Saw {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Sent by one side only, by design: `differences` of the test has the reason of each. */
const gatewayHeaders = new Set([
  ...[
    'connection',
    'keep-alive',
    'content-length',
    'transfer-encoding',
    'host',
    'eg-request-id',
    'eg-consumer-id',
  ],
  ...['via', 'x-request-id', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port'],
]);

/** Those that a policy of the shared file decides about, and those that come from the upstream. */
const answerHeaders = [
  ...['access-control-allow-origin', 'access-control-allow-methods', 'access-control-allow-headers', 'vary'],
  ...['access-control-allow-credentials', 'access-control-expose-headers', 'access-control-max-age'],
  ...['x-upstream', 'x-added', 'location', 'set-cookie', 'x-ratelimit-limit', 'x-ratelimit-remaining'],
];

/** Says always the same, and by `x-answer-*` of the request what a test needs. */
const startEcho = async (): Promise<Upstream> =>
  startUpstream((_request, response) => {
    const given = _request.headers;
    const status = Number(given['x-answer-status'] ?? 200);
    const here = `http://127.0.0.1:${_request.socket.localPort}`;
    const location = given['x-answer-location'];
    const cookie = given['x-answer-cookie'];
    const bodiless = status === 204 || status === 304;
    const body = bodiless ? '' : JSON.stringify({ from: 'upstream', secret: 1, kept: [2] });
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-upstream': 'yes',
      ...(bodiless || given['x-answer-chunked'] !== undefined ? {} : { 'content-length': body.length }),
      ...(typeof location === 'string' ? { location: location.replace('UPSTREAM', here) } : {}),
      ...(typeof cookie === 'string' ? { 'set-cookie': cookie.split('|') } : {}),
    });
    response.end(body);
  });

const readBody = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

const sorted = (list: string): string =>
  list
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .sort()
    .join(', ');

/** Sends it and waits for the answer; what the upstream saw of it is taken from the upstream. */
const ask = async (port: number, upstream: Upstream, asked: Asked): Promise<Outcome> => {
  const before = upstream.seen.length;
  const { method = 'GET', path, host = 'api.test', headers = {}, body } = asked;
  const answer = await new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>(
    (resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const sent = startRequest(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          agent: false,
          setHost: false,
          headers: { host, ...length, ...headers },
        },
        (received) => {
          let text = '';
          received.setEncoding('utf8');
          received.on('data', (chunk: string) => (text += chunk));
          received.on('error', reject);
          received.on('end', () =>
            resolve({ status: received.statusCode ?? 0, headers: received.headers, text }),
          );
        },
      );
      sent.setTimeout(60_000, () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
      sent.on('error', reject);
      sent.end(body);
    },
  );
  const seen = upstream.seen.slice(before);
  if (seen.length > 1) throw new Error(`${method} ${path} reached the upstream ${seen.length} times.`);
  const [first] = seen;
  return {
    status: answer.status,
    headers: Object.fromEntries(
      answerHeaders.flatMap((name): [string, string][] => {
        const value = answer.headers[name];
        if (value === undefined) return [];
        const text = Array.isArray(value) ? value.join('; ') : value;
        return [
          [
            name,
            /^(?:vary|access-control-(?:allow|expose)-(?:methods|headers))$/.test(name) ? sorted(text) : text,
          ],
        ];
      }),
    ),
    body: readBody(answer.text),
    saw: first === undefined ? null : sawOf(first, upstream),
  };
};

const sawOf = ({ method, path, headers, body }: Seen, upstream: Upstream): Saw => ({
  method,
  target: path,
  host: (headers.host ?? '').replace(`127.0.0.1:${upstream.port}`, 'UPSTREAM'),
  headers: Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !gatewayHeaders.has(name))
      .map(([name, value]): [string, string] => [name, String(value)])
      .sort(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  ),
  body: readBody(body),
});

/** The same file behind both, and the same callers. */
export interface TwoGateways {
  readonly upstream: Upstream;
  theirs(asked: (shown: Shown) => Asked): Promise<Outcome>;
  ours(asked: (shown: Shown) => Asked): Promise<Outcome>;
  /** What each wrote to its log. */
  readonly logs: { readonly theirs: () => string; readonly ours: () => string };
  stop(): Promise<void>;
}

const password = 'the-password-of-a-reader';
const scopes = ['read', 'write'];

const theirCallers = {
  scopes,
  users: [
    {
      username: 'reader',
      credentials: [
        { type: 'key-auth', keyId: 'reader', keySecret: 'of-reader', scopes: ['read'] },
        { type: 'basic-auth', password, scopes: ['read'] },
        { type: 'jwt', keyId: 'reader-subject', keySecret: 'is not looked at' },
        { type: 'oauth2', secret: 'of-an-app', scopes: ['read'] },
      ],
    },
    {
      username: 'nobody',
      credentials: [{ type: 'key-auth', keyId: 'nobody', keySecret: 'of-nobody', scopes: [] }],
    },
    {
      username: 'revoked',
      credentials: [
        { type: 'key-auth', keyId: 'revoked', keySecret: 'of-revoked', scopes: ['read'], revoked: true },
      ],
    },
  ],
} as const;

/** An access token from the token endpoint of express-gateway itself. */
const givenOut = async (port: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      ...{ client_id: 'reader', client_secret: 'of-an-app' },
    }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`No token was given out: ${answer.status} ${text}`);
  return (JSON.parse(text) as { access_token: string }).access_token;
};

/** `start` is how the hub's side begins. */
export const startTwoGateways = async (
  start: (wish: OurWish) => Promise<OurGateway>,
): Promise<TwoGateways> => {
  const upstream = await startEcho();
  const yaml = readFileSync(join(root, 'test', 'peers', 'express-gateway', 'gateway.config.yml'), 'utf8')
    .replaceAll('UPSTREAM', upstream.origin)
    .replace(/["']PUBLIC_KEY["']/, JSON.stringify(publicKey));
  const peer = await startExpressGateway(yaml, theirCallers);
  const hub = await start({ yaml, password, upstreamPort: upstream.port });
  const token = await givenOut(peer.port);
  const shown = { password: `reader:${password}`, token };
  const theirKeys = { reader: 'reader:of-reader', nobody: 'nobody:of-nobody', revoked: 'revoked:of-revoked' };

  return {
    upstream,
    theirs: async (asked) => ask(peer.port, upstream, asked({ ...theirKeys, ...shown })),
    ours: async (asked) => ask(hub.port, upstream, asked({ ...hub.keys, ...shown })),
    logs: { theirs: peer.printed, ours: hub.logged },
    stop: async () => {
      await hub.stop();
      await peer.stop();
      await upstream.stop();
    },
  };
};
