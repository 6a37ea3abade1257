// needs: express-gateway
// slow: a second gateway in a process of its own
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readConfig } from '../../gateway/traffic/document/import/read-config.ts';
import { startExpressGateway, type ExpressGateway } from '../setup/express-gateway.ts';
import { loadedFrom } from '../setup/gateway-plugins.ts';
import { root } from '../setup/sources.ts';
import { startTrafficHub, type TrafficHub } from '../setup/traffic-hub.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** The same plug-in, file and requests at express-gateway itself and at the hub. */
const folder = join(root, 'test', 'peers', 'express-gateway', 'plugins');

let upstream: Upstream;
let theirs: ExpressGateway;
let ours: TrafficHub;
beforeAll(async () => {
  upstream = await startUpstream((request, response) => {
    const body = Buffer.from(`from the service, ä ${request.method}`);
    response.writeHead(200, {
      ...{ 'content-type': 'text/plain', 'x-upstream': 'yes', 'content-length': body.length },
    });
    response.end(body);
  });
  const yaml = readFileSync(join(folder, 'gateway.config.yml'), 'utf8').replaceAll(
    'UPSTREAM',
    upstream.origin,
  );
  theirs = await startExpressGateway(
    yaml,
    { scopes: [], users: [] },
    { kit: { package: join(folder, 'kit.cjs'), greeting: 'hello' } },
  );
  const plugins = await loadedFrom(folder);
  expect(plugins.problems).toEqual([]);
  const read = readConfig(yaml, { variables: new Map() });
  expect([...read.problems, ...read.documents.flatMap((each) => each.problems)]).toEqual([]);
  const documents = (kind: string) =>
    Object.fromEntries(
      read.documents.filter((each) => each.kind === kind).map(({ name, document }) => [name, document]),
    );
  ours = await startTrafficHub({
    services: documents('service'),
    pipelines: documents('pipeline'),
    plugins,
  });
});
afterAll(async () => {
  await ours.stop();
  await theirs.stop();
  await upstream.stop();
});

interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const compared = ['content-type', 'location', 'x-added', 'x-upstream', 'access-control-allow-origin', 'etag'];
/** `terminate` is ours on one side, and answers plain text without a tag; only the kit's answers are compared as a whole. */
const isOfTerminate = (status: number): boolean => status > 250 && status < 254;
const passed = ['x-first', 'x-second', 'x-later', 'x-run', 'x-text', 'x-taken-away', 'x-agent', 'x-plan'];

const ask = async (port: number, { path, ...init }: Asked) => {
  const before = upstream.seen.length;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init });
  const body = await answer.text();
  const [saw] = upstream.seen.slice(before);
  return {
    status: answer.status,
    headers: isOfTerminate(answer.status)
      ? null
      : Object.fromEntries(compared.map((name) => [name, answer.headers.get(name)])),
    body,
    saw: saw && {
      ...{ method: saw.method, path: saw.path, body: saw.body },
      headers: Object.fromEntries(passed.map((name) => [name, saw.headers[name]])),
    },
  };
};

const agent = { 'x-agent': 'a "quoted" one' };
const requests: Readonly<Record<string, Asked>> = {
  'headers, and what a schema says of those that are left out': {
    path: '/header',
    headers: { ...agent, 'x-taken-away': '1' },
  },
  'an answer by the words of express': { path: '/answer/7?a[b]=1&c=2&c=3', headers: agent },
  'an answer to HEAD': { path: '/answer/7', method: 'HEAD' },
  'an answer to what has a body': { path: '/answer', method: 'POST', body: 'x'.repeat(2_000) },
  'another URL': { path: '/url?b=2' },
  'another body': {
    path: '/body',
    method: 'POST',
    body: '{"a":"ä"}',
    headers: { 'content-type': 'application/json' },
  },
  'the body of the answer': { path: '/wrap' },
  'a plug-in that goes on later': { path: '/later', method: 'POST', body: 'streams through' },
  'a redirect': { path: '/redirect' },
  'a condition with the request': { path: '/matches/this?x=1' },
  'a condition made once': { path: '/matches/that', headers: { 'x-there': '' } },
  'conditions that do not fit': { path: '/matches/that' },
  'conditions inside of others': { path: '/not-matches' },
  'conditions inside of others that do not fit': { path: '/not-matches', headers: { 'x-there': 'yes' } },
  'what is JavaScript there': { path: '/words', headers: { 'x-agent': 'me' } },
  'an answer of a plug-in behind cors': { path: '/cors', headers: { origin: 'http://one.example' } },
  'a condition of ours after a plug-in': { path: '/ours-after' },
  'a route of a plug-in': { path: '/kit/hello/you?a[b]=1' },
};

test.each(Object.entries(requests))('%s', async (_name, asked) => {
  const expected = await ask(theirs.port, asked);
  expect(await ask(ours.port, asked)).toEqual(expected);
});

verifies('gateway.traffic.plugins', 'errors have the same status, and nothing of the inside', async () => {
  for (const path of ['/throws', '/errs', '/refuses']) {
    const expected = await ask(theirs.port, { path });
    const answer = await ask(ours.port, { path });
    expect([path, answer.status]).toEqual([path, expected.status]);
    expect(answer.body).not.toContain('inside');
  }
});
