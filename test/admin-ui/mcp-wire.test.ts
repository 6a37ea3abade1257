// slow: starts a database and an endpoint of MCP
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { headerArguments } from '../../admin-ui/src/playground/wire/header-arguments.ts';
import { readEvents } from '../../admin-ui/src/playground/wire/messages-in.ts';
import { openWire } from '../../admin-ui/src/playground/wire/open-wire.ts';
import {
  eras,
  type During,
  type Era,
  type Fields,
  type Question,
  type Wire,
  type WireExchange,
} from '../../admin-ui/src/playground/wire/wire.ts';
import { eventually } from '../setup/eventually.ts';
import { startTestMcp, type TestMcp } from '../setup/mcp-endpoint.ts';

let mcp: TestMcp;
beforeAll(async () => {
  mcp = await startTestMcp();
});
afterAll(async () => mcp?.stop());

interface Client {
  readonly wire: Wire;
  readonly exchanges: Map<number, WireExchange>;
  call(name: string, more?: Partial<During> & { readonly given?: Fields }): ReturnType<Wire['call']>;
}

const client = (era: Era): Client => {
  const exchanges = new Map<number, WireExchange>();
  const wire = openWire(era, {
    ...{ url: mcp.urls[0] ?? '', token: mcp.caller() },
    onExchange: (exchange) => exchanges.set(exchange.number, exchange),
  });
  return {
    ...{ wire, exchanges },
    call: (name, { given = {}, ...during } = {}) =>
      wire.call(
        'tools/call',
        { name, arguments: given },
        { signal: new AbortController().signal, ...during },
      ),
  };
};

const filled = async ({ params }: Question): Promise<Fields> => ({
  action: 'accept',
  content: { value: `to ${String(params['message'])}` },
});
const textOf = (result: Fields | undefined): string => JSON.stringify(result?.['content']);
const bodies = ({ exchanges }: Client): Fields[] =>
  [...exchanges.values()].flatMap(({ request }) => (request.body === null ? [] : [request.body]));

test.each(eras)('%s: questions in the middle of a call are answered, and the call goes on', async (era) => {
  const one = client(era);
  const asked: string[] = [];
  const { result, unanswered } = await one.call('two_questions', {
    ask: async (question) => {
      asked.push(String(question.params['message']));
      return filled(question);
    },
  });
  expect(asked.toSorted()).toEqual(['First?', 'Second?', 'Third?']);
  expect(textOf(result)).toContain('to Third?');
  expect(unanswered).toBe(false);
  await one.wire.close();
});

test.each(eras)('%s: a question is declined and dismissed in its own words', async (era) => {
  for (const action of ['decline', 'cancel']) {
    const one = client(era);
    const { result } = await one.call('test_elicitation', {
      given: { message: 'Who?' },
      ask: async () => ({ action }),
    });
    expect(textOf(result)).toContain(`action=${action}`);
  }
});

test.each(eras)('%s: a person answers in place of a model, or does not', async (era) => {
  const given = { prompt: 'Say it' };
  const answered = await client(era).call('test_sampling', {
    given,
    ask: async ({ method }) => ({
      ...{ role: 'assistant', model: method, content: { type: 'text', text: 'as a person' } },
    }),
  });
  expect(textOf(answered.result)).toContain('as a person');
  const refused = await client(era).call('test_sampling', { given, ask: async () => null });
  // Only a session has a word for a model that was not asked.
  expect(refused.unanswered).toBe(era === '2026-07-28');
  if (era === '2025-11-25') expect(JSON.stringify(refused)).toContain('rejected');
});

test.each(eras)('%s: progress and the log come as they are said', async (era) => {
  const one = client(era);
  const heard: unknown[] = [];
  await one.call('test_tool_with_progress', { heard: ({ method }) => heard.push(method) });
  await one.call('test_tool_with_logging', { heard: ({ method }) => heard.push(method) });
  expect(heard).toEqual([
    ...Array.from({ length: 3 }, () => 'notifications/progress'),
    ...Array.from({ length: 3 }, () => 'notifications/message'),
  ]);
});

test.each(eras)('%s: a call can be given up while it asks; a session is told so', async (era) => {
  const one = client(era);
  const stop = new AbortController();
  const call = one.call('test_elicitation', {
    given: { message: 'Who?' },
    signal: stop.signal,
    ask: (_question, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('withdrawn')));
        stop.abort();
      }),
  });
  await expect(call).rejects.toThrow();
  // Where going away is no cancellation, it is said.
  if (era === '2025-11-25')
    await eventually(async () =>
      expect(bodies(one)).toContainEqual(
        expect.objectContaining({
          method: 'notifications/cancelled',
          params: expect.objectContaining({ requestId: 1 }) as unknown,
        }),
      ),
    );
});

test('a session is begun once, begun anew when it is over, and ended by who leaves', async () => {
  const one = client('2025-11-25');
  await one.call('test_simple_text');
  await one.call('test_simple_text');
  expect(bodies(one).filter(({ method }) => method === 'initialize')).toHaveLength(1);
  await one.wire.close();
  const [last] = [...one.exchanges.values()].slice(-1);
  expect([last?.request.method, last?.status]).toEqual(['DELETE', 200]);
  const { result } = await one.call('test_simple_text');
  expect(result).toBeDefined();
  expect(bodies(one).filter(({ method }) => method === 'initialize')).toHaveLength(2);
});

test('a message that comes in pieces is read once it is whole, whatever the line ends are', () => {
  const read = readEvents();
  const text = 'event: message\r\ndata: {"a":\r\ndata: 1}\r\n\r\n: still here\n\ndata: {"b":2}\n\n';
  const found = [...text].flatMap((piece) => read(piece));
  expect(found).toEqual([{ a: 1 }, { b: 2 }]);
});

test('arguments that travel in headers too are those of the schema, in plain signs', () => {
  const schema = {
    type: 'object',
    properties: {
      region: { type: 'string', 'x-mcp-header': 'Region' },
      deep: { type: 'object', properties: { count: { type: 'integer', 'x-mcp-header': 'Count' } } },
      text: { type: 'string' },
    },
  };
  expect(headerArguments(schema, { region: 'Österreich', deep: { count: 3 }, text: 'x' })).toEqual({
    'Mcp-Param-Region': '=?base64?w5ZzdGVycmVpY2g=?=',
    'Mcp-Param-Count': '3',
  });
  expect(headerArguments(schema, { text: 'x' })).toEqual({});
  const twice = {
    properties: {
      a: { type: 'string', 'x-mcp-header': 'X' },
      b: { type: 'string', 'x-mcp-header': 'x' },
    },
  };
  expect(headerArguments(twice, { a: '1', b: '2' })).toEqual({});
});
