import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { openLog } from '../../platform/log.ts';
import { withTexts } from '../../connectors/wire/conceal.ts';
import { maskedValues, maskOf, recording } from '../../scripts/connector-record.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';

/** What `connector:test --record` writes down goes into a repository: nothing of it may let anybody in. */
const secrets = {
  key: { key: 'key/of+the "house"=1234' },
  basic: { username: 'ada@example.org', password: 'correct horse' },
  oauth: { accessToken: 'token-0987654321', clientSecret: 'token-0987654321-and-more' },
  empty: { token: '' },
};
const realBase = 'https://api.desk.example';

let upstream: Upstream;
let egress: Egress;
beforeAll(async () => {
  // An API that repeats all it is told, in every way that JSON and headers have.
  upstream = await startUpstream((request, response, body) => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('link', `<${upstream.origin}${request.url ?? ''}&page=2>; rel="next"`);
    response.setHeader('set-cookie', `session=${secrets.oauth.accessToken}`);
    const { authorization } = request.headers;
    response.end(
      JSON.stringify({ url: request.url, authorization, body, at: `${upstream.origin}/next`, password: 'x' }),
    );
  });
  egress = createEgress({ allow: parseAllowList(['127.0.0.1']).entries, log: openLog({ level: 'silent' }) });
});
afterAll(async () => {
  await egress.close();
  await upstream.stop();
});

const connection = () => ({
  values: secrets,
  serverVariables: {},
  facts: {},
  serverUrl: `${upstream.origin}/`,
});

test('a recorded exchange holds no secret in any spelling, and no address but that of the API', async () => {
  const { egress: way, exchanges } = recording(egress, { connection: connection(), realBase });
  const pair = Buffer.from(`${secrets.basic.username}:${secrets.basic.password}`).toString('base64');
  const answer = await way.request({
    method: 'POST',
    url: `${upstream.origin}/v1?api_key=${encodeURIComponent(secrets.key.key)}&user=${secrets.basic.username}`,
    headers: { 'content-type': 'application/json', authorization: `Basic ${pair}`, 'x-secret': 'canary' },
    body: JSON.stringify({ ...secrets, plain: 'kept' }),
  });
  // The caller gets what came, and the note of it is another thing.
  expect((await answer.json()) as object).toMatchObject({ authorization: `Basic ${pair}` });
  const [exchange] = exchanges;
  expect(exchange).toMatchObject({
    request: {
      url: `${realBase}/v1?api_key=test-key&user=test-username`,
      headers: { 'content-type': 'application/json' },
      json: { plain: 'kept', basic: { username: 'test-username', password: 'test-password' } },
    },
    answer: {
      status: 200,
      headers: { link: `<${realBase}/v1?api_key=test-key&user=test-username&page=2>; rel="next"` },
      json: { authorization: '[redacted]', at: `${realBase}/next`, password: '[redacted]' },
    },
  });
  const written = JSON.stringify(exchanges);
  for (const told of [
    'house',
    'ada',
    'horse',
    '0987654321',
    pair,
    'and-more',
    'canary',
    'session',
    '127.0.0.1',
  ])
    expect(written).not.toContain(told);
});

test('the input and the output of a recorded call are masked, and what is no secret stays', () => {
  const masked = maskOf(connection(), realBase);
  const input = {
    note: `call me ${secrets.basic.username}`,
    keys: [secrets.key.key],
    text: 'as it is',
    count: 3,
  };
  expect(withTexts(input, masked)).toEqual({
    ...{ note: 'call me test-username', keys: ['test-key'] },
    ...{ text: 'as it is', count: 3 },
  });
});

test('what stands for the secrets says what it stands for', () => {
  expect(maskedValues(connection())).toEqual({
    key: { key: 'test-key' },
    basic: { username: 'test-username', password: 'test-password' },
    oauth: { accessToken: 'test-accessToken', clientSecret: 'test-clientSecret' },
    empty: { token: 'test-token' },
  });
});
