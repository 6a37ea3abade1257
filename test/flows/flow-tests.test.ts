import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { allPassed, runTests } from '../../flows/simulate/tests/run-tests.ts';
import { filesIn, ours } from '../setup/flow-documents.ts';
import { compiled, programOf } from '../setup/flow-driver.ts';
import { verifies } from '../setup/verifies.ts';

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../fixtures/flows', name), 'utf8');

test.each(filesIn(ours, '.test.yaml'))('%s passes', async (file) => {
  const results = await runTests(await programOf(read(file.replace('.test', ''))), read(file));
  expect(results.problems).toEqual([]);
  expect(results.cases.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.cases.length).toBeGreaterThan(1);
});

verifies('flows.tests', 'all four example flows have tests', () => {
  expect(filesIn(ours, '.test.yaml')).toEqual([
    'approval.test.yaml',
    'crm-hand-off.test.yaml',
    'order-status.test.yaml',
    'whatsapp.test.yaml',
  ]);
});

verifies('flows.tests', 'they fail when the flow is changed', async () => {
  const changes = [
    ['then: exit', 'then: continue'],
    ['I cannot find that order.', 'Who knows.'],
  ] as const;
  for (const [from, to] of changes) {
    const changed = await programOf(read('order-status.yaml').replace(from, to));
    const { cases } = await runTests(changed, read('order-status.test.yaml'));
    expect(cases.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['an order that nobody knows']);
  }
});

const order = await compiled(`
schedule: { on: { one: { with: { type: order.asked } } } }
use: { secrets: [token] }
do:
  - fetch:
      call: shop.getOrder
      with: { id: '\${ .id // .[0].data.id }', token: '\${ $secrets.token }' }
  - say: { emit: { event: { with: { source: 'https://a.example', type: order.found, data: '\${ . }' } } } }
  - answer: { set: { state: '\${ .data.status }', items: [1, 2] } }`);

/** One case, in the words of its problems: `line:column message`. */
const problemsOf = async (text: string): Promise<string[]> => {
  const { cases, problems } = await runTests(order, text);
  return [...problems, ...cases.flatMap((one) => one.problems)].map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
};

const caseWith = (rest: string): string => `- name: one
  input: { id: AB-1 }
  answers: { fetch: { output: { status: shipped } } }
${rest}`;

test.each([
  ['', 'expect: { output: { state: shipped } }', []],
  [
    'a field that is another',
    'expect: { output: { state: sent } }',
    ['4:30 output/state: expected "sent", and it is "shipped".'],
  ],
  [
    'a list of another length',
    'expect: { output: { items: [1] } }',
    ['4:23 output/items: expected [1], and it is a list of 2: [1,2].'],
  ],
  [
    'more than was expected',
    'expect: { exactOutput: { state: shipped } }',
    ['4:13 exactOutput: expected nothing but this, and it is {"state":"shipped","items":[1,2]}.'],
  ],
  [
    'another end',
    'expect: { status: faulted }',
    ['4:21 status: the run should be faulted, and is completed with {"state":"shipped","items":[1,2]}.'],
  ],
  [
    'an error that did not come',
    'expect: { error: { status: 404 } }',
    ['4:13 error: the run should be faulted, and is completed with {"state":"shipped","items":[1,2]}.'],
  ],
  [
    'tasks in another order',
    'expect: { tasks: [answer, fetch] }',
    ['4:29 tasks/1: "fetch" did not run after "answer". These ran: fetch, say, answer.'],
  ],
  [
    'a task that should not run',
    'expect: { without: [say] }',
    ['4:23 without/0: "say" should not run, and did.'],
  ],
  [
    'a call that should not be made',
    'expect: { without: [shop.getOrder] }',
    ['4:23 without/0: "shop.getOrder" should not run, and did.'],
  ],
  [
    'a call with something else',
    'expect: { calls: [shop.getOrder: { id: AB-2 }] }',
    ['4:42 calls/0/shop.getOrder/id: expected "AB-2", and it is "AB-1".'],
  ],
  [
    'a call that was made once',
    'expect: { calls: [fetch, fetch] }',
    ['4:28 calls/1/fetch: "fetch" was not called after call 1 of these. Called were: shop.getOrder.'],
  ],
  [
    'an event that was another',
    'expect: { emitted: [{ type: order.lost }] }',
    ['4:31 emitted/0/type: expected "order.lost", and it is "order.found".'],
  ],
  [
    'a name that the flow does not have',
    'expect: { tasks: [fetsh] }',
    [
      '4:21 tasks/0: "fetsh" did not run. These ran: fetch, say, answer.',
      '4:21 The flow has no task and no call "fetsh". Did you mean "fetch"?',
    ],
  ],
])('tells where it is not so: %s', async (_, rest, problems) => {
  expect((await problemsOf(caseWith(`  ${rest}`))).sort()).toEqual([...problems].sort());
});

test('a call without an answer is told, with what to add', async () => {
  expect(await problemsOf('- name: one\n  input: { id: AB-1 }\n  expect: { status: completed }')).toEqual([
    '1:3 "/fetch" calls "shop.getOrder" with {"id":"AB-1","token":"secret-token"}, and no answer is for it. Add one: shop.getOrder: { output: … }.',
  ]);
});

test.each([
  ['- name: one\n  input: {}\n  expct: {}\n  expect: { status: completed }', '3:3 Unknown property "expct".'],
  ['- name: one\n  expect: {}', '2:3 This expects nothing, so that it could not fail.'],
  ['- name: one', '1:3 Invalid input: expected object, received undefined.'],
  [
    '- name: one\n  answers: { fetch: { status: 404 } }\n  expect: { status: completed }',
    '2:14 This must be { output: … }, or { error: … }, or never; a list of them for one call after the other.',
  ],
  [
    '- name: one\n  answers: { fetch: { after: soon, output: 1 } }\n  expect: { status: completed }',
    '2:30 This must be a time such as PT5S, or { seconds: 5 }.',
  ],
  ['cases: []', '1:1 Tests are a list of cases: begin each with "- name: ".'],
  ['- name: [', '1:10 This is no YAML'],
  ['', '1:1 The text is empty. Begin with "- name: " and what the case is about.'],
  [
    '- name: one\n  input: {}\n  event: { type: order.asked }\n  expect: { status: waiting }',
    '2:3 A run begins with an input or by an event, not by both.',
  ],
  [
    '- name: one\n  event: { type: order.lost }\n  expect: { status: waiting }',
    '2:3 The flow is not begun by this event of type "order.lost": it fits none of the filters in schedule.on.',
  ],
])('a text that cannot be run is told with its place: %s', async (text, problem) => {
  expect((await problemsOf(text))[0]).toContain(problem);
});

test('a list of answers is for one call after the other', async () => {
  const twice = await compiled('do:\n  - a: { call: shop.get }\n  - b: { call: shop.get }');
  const run = async (list: string) =>
    runTests(twice, `- name: one\n  answers: { shop.get: ${list} }\n  expect: { output: 2 }`);
  expect(allPassed(await run('[{ output: 1 }, { output: 2 }]'))).toBe(true);
  expect(allPassed(await run('{ output: 2 }'))).toBe(true);
  expect((await run('[{ output: 2 }]')).cases[0]?.problems[0]?.message).toBe(
    '"/b" calls "shop.get" with {}: once more than there are answers in this list.',
  );
});

test('an event begins the run, with what it brings', async () => {
  const text = `- name: one
  event: { type: order.asked, data: { id: AB-9 } }
  secrets: { token: s3 }
  answers: { shop.getOrder: { output: { status: new } } }
  expect: { calls: [fetch: { id: AB-9, token: s3 }], emitted: [{ data: { status: new } }] }`;
  expect(await problemsOf(text)).toEqual([]);
});
