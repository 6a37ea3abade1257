// slow: starts a hub
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

/** Tests of flows over REST, and what stands in the library for a space. */

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub?.stop());

const expectDone = async <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: object,
): Promise<T> => {
  const { status, json, text } = await hub.request(method, path, body === undefined ? {} : { body });
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return json as T;
};

verifies(
  'flows.tests',
  'runs the tests of a flow, and refuses to publish a draft that fails them',
  async () => {
    const text = `document: { dsl: '1.0.3', namespace: shop, name: tested, version: '1.0.0' }
do:
  - say: { set: { said: '\${ .word }' } }
`;
    await expectDone('POST', '/api/flows', { text, basedOn: 0 });
    await expectDone('POST', '/api/flows/tested/publish', {});
    const none = await hub.request('POST', '/api/flows/tested/test', { body: {} });
    expect(none).toMatchObject({ status: 404, json: { detail: expect.stringContaining('has no tests') } });

    const tests = `- name: says what it is given
  input: { word: hello }
  expect: { exactOutput: { said: hello } }
`;
    const saved = await expectDone('PUT', '/api/flows/tested/tests', { text: tests });
    expect(saved).toMatchObject({ problems: [], tests: { text: tests } });
    expect(await expectDone('GET', '/api/flows/tested/tests')).toMatchObject({
      tests: { text: tests },
      cases: [{ name: 'says what it is given', line: 1 }],
    });
    expect(await expectDone('POST', '/api/flows/tested/test', {})).toMatchObject({
      passed: 1,
      failed: 0,
      problems: [],
    });

    await expectDone('POST', '/api/flows', { text: text.replace('.word', '.wort'), basedOn: 1 });
    expect(await expectDone('POST', '/api/flows/tested/test', { version: 1 })).toMatchObject({ passed: 1 });
    const failed = await expectDone('POST', '/api/flows/tested/test', {});
    expect(failed).toMatchObject({
      ...{ passed: 0, failed: 1 },
      cases: [
        {
          name: 'says what it is given',
          line: 1,
          ok: false,
          ran: ['say'],
          problems: [{ line: 3, column: 34 }],
          expected: { status: 'completed', exactOutput: { said: 'hello' } },
          came: { status: 'completed', exactOutput: { said: null } },
        },
      ],
    });

    const refused = await hub.request('POST', '/api/flows/tested/publish', { body: {} });
    expect(refused).toMatchObject({
      status: 422,
      json: {
        code: 'flow_invalid',
        detail: expect.stringContaining('its tests fail: "says what it is given"'),
      },
    });
    expect(refused.text).toContain('tests line 3, column 34');
    // Going back does not wait for the tests of the draft, and neither does who says so.
    await expectDone('POST', '/api/flows/tested/publish', { number: 1 });
    await expectDone('POST', '/api/flows/tested/publish', { ignoreTests: true });

    await expectDone('PUT', '/api/flows/tested/tests', { text: '' });
    expect(await expectDone('GET', '/api/flows/tested/tests')).toMatchObject({
      tests: null,
      problems: [],
      cases: [],
    });
  },
);

test('says of each flow of the library what it does, what it needs, and whether the space has that', async () => {
  interface Item {
    readonly name: string;
    readonly start: object;
    readonly tasks: readonly { readonly name: string; readonly depth: number }[];
    readonly needs: readonly { readonly name: string; readonly there: boolean }[];
    readonly problems: readonly { readonly message: string }[];
  }
  const look = async (): Promise<Item | undefined> => {
    const { items } = await expectDone<{ items: Item[] }>('GET', '/api/flow-library');
    return items.find(({ name }) => name === 'sync-contacts-to-crm');
  };
  const flow = await look();
  expect(flow).toMatchObject({
    start: { by: 'schedule', what: '5 * * * *' },
    needs: expect.arrayContaining([
      { kind: 'operation', name: 'hubspot.findOrCreateContact', there: false },
      { kind: 'secret', name: 'contactsToken', there: false },
    ]),
  });
  expect(flow?.tasks.slice(0, 3)).toEqual([
    { name: 'begin', kind: 'set', what: null, depth: 0 },
    { name: 'page', kind: 'try', what: null, depth: 0 },
    { name: 'read', kind: 'call', what: 'http', depth: 1 },
  ]);
  expect(flow?.problems.map(({ message }) => message).join()).toContain('no secret "contactsToken"');
  await expectDone('PUT', '/api/secrets', { name: 'contactsToken', value: 'a value' });
  expect((await look())?.needs).toContainEqual({ kind: 'secret', name: 'contactsToken', there: true });
});
