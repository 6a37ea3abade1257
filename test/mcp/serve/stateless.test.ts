import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { raw, startTestMcp, type RawAnswer, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { bearer, meta, openEvents, rpc, stateless, type StatelessCall } from '../../setup/mcp-wire.ts';
import { aborted, waiting } from '../../setup/offered-tools.ts';
import { verifies } from '../../setup/verifies.ts';

let mcp: TestMcp;
let url: string;
let other: string;
let token: string;

beforeAll(async () => {
  mcp = await startTestMcp({ processes: 2 });
  [url = '', other = ''] = mcp.urls;
  token = mcp.caller();
});

afterAll(async () => {
  await mcp.stop();
});

const capabilities = { elicitation: { form: {} }, sampling: {}, roots: {} };
const callTool = (name: string, more: StatelessCall & { readonly at?: string; readonly by?: string } = {}) =>
  raw(more.at ?? url, stateless(more.by ?? token, 'tools/call', { capabilities, ...more, name }));

interface Asked {
  readonly result: {
    readonly resultType: string;
    readonly inputRequests: Readonly<Record<string, { readonly params: { readonly message: string } }>>;
    readonly requestState: string;
    readonly content?: readonly { readonly text: string }[];
  };
}
const resultOf = ({ json }: RawAnswer): Asked['result'] => (json as Asked).result;
const accept = (value: string) => ({ action: 'accept', content: { value, response: value, ok: true } });

/** The answers to all that was asked, by a person who says the question's own words again. */
const answered = ({ inputRequests, requestState }: Asked['result']) => ({
  requestState,
  inputResponses: Object.fromEntries(
    Object.entries(inputRequests).map(([key, { params }]) => [key, accept(params.message)]),
  ),
});

describe('requests', () => {
  test('say what the client may keep, and for whom', async () => {
    for (const method of [
      'tools/list',
      'resources/list',
      'resources/templates/list',
      'prompts/list',
      'server/discover',
    ]) {
      const { result } = (await raw(url, stateless(token, method))).json as { result: object };
      expect(result).toMatchObject({ resultType: 'complete', ttlMs: 60_000, cacheScope: 'private' });
    }
    const read = stateless(token, 'resources/read', {
      ...{ params: { uri: 'test://static-text' }, headers: { 'mcp-name': 'test://static-text' } },
    });
    expect((await raw(url, read)).json).toMatchObject({ result: { ttlMs: 1_000, cacheScope: 'private' } });
  });

  test.each([
    ['a version that nobody speaks', { 'mcp-protocol-version': '2099-01-01' }, -32020],
    ['another method in the header', { 'mcp-method': 'tools/list' }, -32020],
    ['another name in the header', { 'mcp-name': 'break' }, -32020],
    ['a name that is no base 64', { 'mcp-name': '=?base64?!!?=' }, -32020],
  ])('are refused with %s', async (_what, headers, code) => {
    const answer = await callTool('test_simple_text', { id: 'mine', headers });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ id: 'mine', error: { code } });
  });

  test.each(['mcp-protocol-version', 'mcp-method', 'mcp-name'])('are refused without %s', async (name) => {
    const { headers, body } = stateless(token, 'tools/call', { name: 'test_simple_text' });
    const rest = Object.fromEntries(Object.entries(headers ?? {}).filter(([key]) => key !== name));
    expect((await raw(url, { headers: rest, body })).json).toMatchObject({ error: { code: -32020 } });
  });

  test('take names in base 64, and arguments that stand in headers too', async () => {
    const name = `=?base64?${Buffer.from('test_x_mcp_header').toString('base64')}?=`;
    const params = { arguments: { region: 'Köln', count: 42 } };
    const region = `=?base64?${Buffer.from('Köln').toString('base64')}?=`;
    const good = { 'mcp-name': name, 'mcp-param-region': region, 'mcp-param-count': '42.0' };
    expect((await callTool('test_x_mcp_header', { params, headers: good })).status).toBe(200);
    for (const wrong of [{ 'mcp-param-region': 'Bonn' }, { 'mcp-param-count': '43' }]) {
      const answer = await callTool('test_x_mcp_header', { params, headers: { ...good, ...wrong } });
      expect(answer.json).toMatchObject({ error: { code: -32020 } });
    }
    const none = await callTool('test_x_mcp_header', { params, headers: { 'mcp-param-region': region } });
    expect(none.status).toBe(400);
  });

  test('name a version that is spoken, or learn which are', async () => {
    const answer = await raw(url, {
      headers: bearer(token, { 'mcp-protocol-version': '2027-01-01', 'mcp-method': 'server/discover' }),
      body: rpc(1, 'server/discover', {
        _meta: { ...meta(), 'io.modelcontextprotocol/protocolVersion': '2027-01-01' },
      }),
    });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      error: { code: -32022, data: { supported: ['2026-07-28'], requested: '2027-01-01' } },
    });
  });

  test('have no sessions: an id is neither made nor looked at', async () => {
    const answer = await callTool('test_simple_text', { headers: { 'mcp-session-id': 'anything' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['mcp-session-id']).toBeUndefined();
    for (const method of ['GET', 'DELETE']) {
      const headers = bearer(token, { 'mcp-protocol-version': '2026-07-28' });
      const refused = await raw(url, { method, headers });
      expect([refused.status, refused.headers['allow']]).toEqual([405, 'POST']);
    }
    const batch = [stateless(token, 'tools/list').body];
    expect((await raw(url, { headers: bearer(token), body: batch })).status).toBe(400);
  });

  test('are cancelled when the client goes away', async () => {
    const before = aborted.count;
    const request = stateless(token, 'tools/call', { name: 'wait', params: { _meta: meta() } });
    const stream = await openEvents(url, { method: 'POST', ...request });
    await eventually(async () => expect(waiting.count).toBe(1));
    stream.close();
    await eventually(async () => expect(aborted.count).toBe(before + 1));
  });
});

describe('a question in the middle of a call', () => {
  test('ends the request; the retry goes on with the same call', async () => {
    const first = resultOf(await callTool('two_questions'));
    expect(first.resultType).toBe('input_required');
    // Those that were asked at the same time.
    expect(Object.values(first.inputRequests).map(({ params }) => params.message)).toEqual([
      'First?',
      'Second?',
    ]);
    const second = resultOf(await callTool('two_questions', { id: 2, params: answered(first) }));
    expect(Object.values(second.inputRequests).map(({ params }) => params.message)).toEqual(['Third?']);
    const third = resultOf(await callTool('two_questions', { id: 3, params: answered(second) }));
    expect(third.content?.[0]?.text).toBe('First? Second? Third?');
  });

  test('is asked again for as long as there is no answer to it', async () => {
    const first = resultOf(await callTool('two_questions'));
    const { inputResponses, requestState } = answered(first);
    const [one = '', two = ''] = Object.keys(inputResponses);
    const nonsense = { [one]: inputResponses[one], [two]: { words: 'no answer' } };
    const again = resultOf(
      await callTool('two_questions', { params: { requestState, inputResponses: nonsense } }),
    );
    expect(Object.keys(again.inputRequests)).toEqual([two]);
    const third = resultOf(await callTool('two_questions', { params: answered(again) }));
    expect(Object.values(third.inputRequests).map(({ params }) => params.message)).toEqual(['Third?']);
    await callTool('two_questions', { params: answered(third) });
  });

  verifies(
    'mcp.serve.questions',
    'can be answered once, by whoever was asked, for the same request, in the process that waits',
    async () => {
      const asked = resultOf(
        await callTool('test_elicitation', { params: { arguments: { message: 'Who?' } } }),
      );
      const given = { arguments: { message: 'Who?' }, ...answered(asked) };
      const { requestState } = asked;
      const refused: (readonly [string, Promise<RawAnswer>])[] = [
        ['another caller', callTool('test_elicitation', { by: mcp.caller(), params: given })],
        [
          'other arguments',
          callTool('test_elicitation', { params: { ...given, arguments: { message: 'Me?' } } }),
        ],
        ['another tool', callTool('test_sampling', { params: given })],
        ['another process', callTool('test_elicitation', { at: other, params: given })],
        [
          'a state that was changed',
          callTool('test_elicitation', {
            params: { ...given, requestState: `${requestState.slice(0, -4)}AAAA` },
          }),
        ],
        [
          'a state of nobody',
          callTool('test_elicitation', { params: { ...given, requestState: 'made up' } }),
        ],
      ];
      for (const [how, answer] of refused) {
        const { json } = await answer;
        expect([how, json]).toMatchObject([
          how,
          { error: { code: -32602, data: { reason: 'invalid_request_state' } } },
        ]);
      }
      const good = resultOf(await callTool('test_elicitation', { params: given }));
      expect(good.content?.[0]?.text).toContain('"response":"Who?"');
      const twice = await callTool('test_elicitation', { params: given });
      expect(twice.json).toMatchObject({ error: { code: -32602 } });
      expect(twice.text).toContain('without requestState');
    },
  );

  verifies(
    'mcp.serve.questions',
    'the state of an upstream is sealed, and goes on in any process',
    async () => {
      const name = 'test_input_required_result_request_state';
      const asked = resultOf(await callTool(name));
      expect(asked.requestState).not.toContain('state-ok');
      expect(Buffer.from(asked.requestState, 'base64url').toString()).not.toContain('kind');
      const stolen = await callTool(name, { by: mcp.caller(), params: answered(asked) });
      expect(stolen.json).toMatchObject({ error: { code: -32602 } });
      const done = resultOf(await callTool(name, { at: other, params: answered(asked) }));
      expect(done.content?.[0]?.text).toBe('state-ok: requestState validated');
    },
  );

  test('is for clients that say they answer such', async () => {
    const answer = await callTool('test_elicitation', { capabilities: { sampling: {} } });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      error: { code: -32021, data: { requiredCapabilities: { elicitation: {} } } },
    });
  });

  verifies('mcp.serve.bounded', 'of one caller, only so many wait', async () => {
    const by = mcp.caller();
    const answers = await Promise.all(Array.from({ length: 40 }, () => callTool('two_questions', { by })));
    const asked = answers.filter((answer) => (answer.json as Partial<Asked>).result !== undefined);
    expect(asked).toHaveLength(32);
    expect(answers.find((answer) => !asked.includes(answer))?.text).toContain('Too many calls wait');
    // Others are not held up.
    expect(resultOf(await callTool('two_questions')).resultType).toBe('input_required');
  });
});

describe('subscriptions', () => {
  const listen = (notifications: object, by = token) =>
    openEvents(url, {
      method: 'POST',
      ...stateless(by, 'subscriptions/listen', { id: 'sub', params: { notifications } }),
    });

  test('tell what was asked for and nothing else, under their id', async () => {
    const uri = 'test://static-text';
    const stream = await listen({ promptsListChanged: true, resourceSubscriptions: [uri] });
    const _meta = { 'io.modelcontextprotocol/subscriptionId': 'sub' };
    expect(await stream.message()).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta, notifications: { promptsListChanged: true, resourceSubscriptions: [uri] } },
    });
    for (const change of ['tools', { resource: 'test://other' }, 'prompts', { resource: uri }] as const)
      mcp.offers.tell(change);
    expect(await stream.message()).toMatchObject({
      method: 'notifications/prompts/list_changed',
      params: { _meta },
    });
    expect(await stream.message()).toMatchObject({
      method: 'notifications/resources/updated',
      params: { uri, _meta },
    });
    stream.close();
    await eventually(async () => expect(mcp.offers.subscribed).not.toContain(uri));
  });

  test('that want nothing end at once, and what is no wish is refused', async () => {
    const stream = await listen({});
    await stream.message();
    expect(await stream.message()).toMatchObject({ id: 'sub', result: { resultType: 'complete' } });
    await stream.ended;
    const refused = await raw(url, stateless(token, 'subscriptions/listen', { id: 'sub' }));
    expect(refused.json).toMatchObject({ id: 'sub', error: { code: -32602 } });
  });

  test('of one caller are bounded', async () => {
    const by = mcp.caller();
    const streams = await Promise.all(
      Array.from({ length: 50 }, () => listen({ toolsListChanged: true }, by)),
    );
    expect((await listen({ toolsListChanged: true }, by)).status).toBe(503);
    streams[0]?.close();
    await eventually(async () => {
      const stream = await listen({ toolsListChanged: true }, by);
      streams.push(stream);
      expect(stream.status).toBe(200);
    });
    for (const stream of streams) stream.close();
  });
});
