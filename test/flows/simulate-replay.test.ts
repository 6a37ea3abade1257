// slow: thousands of cases, made or read
import { expect, test } from '@jest/globals';
import { compare } from '../../flows/simulate/compare.ts';
import { differencesOf } from '../../flows/simulate/json-difference.ts';
import { markedSecrets } from '../../flows/simulate/marked-secrets.ts';
import { replay } from '../../flows/simulate/replay.ts';
import { retrace, type PastRun } from '../../flows/simulate/retrace.ts';
import { compiled } from '../setup/flow-driver.ts';
import { verifies } from '../setup/verifies.ts';

const flow = `
do:
  - order: { call: shop.getOrder, with: { id: '\${ .id }' }, output: { as: '\${ .status }' } }
  - pause: { wait: { minutes: 1 } }
  - answer: { listen: { to: { one: { with: { type: a.said, subject: s-1 } } } } }
  - say: { set: { order: '\${ $workflow.input.id }', said: '\${ .[0] }' } }`;

interface RowFacts {
  readonly at: number;
  readonly began?: number;
  readonly body?: unknown;
}

/** `seq kind key`, and what is in it. */
const row = (head: string, { at, began, body }: RowFacts) => {
  const [seq = '', kind = '', key = ''] = head.split(' ');
  return {
    seq: Number(seq),
    kind,
    key,
    place: '',
    at,
    began: began ?? at,
    body: JSON.stringify(body ?? null),
  };
};

/** The call took 20 ms, the hub was away when the timer was due, and the event came while it still was. */
const past: PastRun = {
  runId: 'run_past',
  input: { id: 'AB-1' },
  startedAt: 1_000,
  ...{ secrets: {}, variables: {} },
  rows: [
    row('1 done /order', { began: 1_000, at: 1_020, body: { output: { status: 'sent' } } }),
    row('2 due /pause:wait', { began: 1_020, at: 90_000 }),
    row('3 arrived /answer', {
      at: 95_000,
      body: { specversion: '1.0', id: 'e1', source: '/x', type: 'a.said', subject: 's-1', data: 'yes' },
    }),
    row('4 task /say', { at: 95_000, body: {} }),
  ],
};

const tried = async (changed: string, run = past) => {
  const before = await retrace(await compiled(flow), run);
  const after = await replay({ program: await compiled(changed), past: run, before });
  return { before, after, comparison: compare({ before, after }) };
};

test('a run goes through its journal once more as it went', async () => {
  const { tasks, calls, end, astray } = await retrace(await compiled(flow), past);
  expect(end).toEqual({ status: 'completed', output: { order: 'AB-1', said: 'yes' } });
  expect(astray).toBeNull();
  expect(tasks.map(({ name, began, ended, input }) => [name, began, ended, input])).toEqual([
    ['order', 1_000, 1_020, { id: 'AB-1' }],
    ['pause', 1_020, 90_000, 'sent'],
    ['answer', 90_000, 95_000, 'sent'],
    ['say', 95_000, 95_000, ['yes']],
  ]);
  expect(calls).toMatchObject([{ key: '/order', with: { id: 'AB-1' }, status: 'done', ended: 1_020 }]);
});

test('a run under way shows what it is at', async () => {
  const { tasks, end } = await retrace(await compiled(flow), { ...past, rows: past.rows.slice(0, 1) });
  expect(end).toBeNull();
  expect(tasks.at(-1)).toMatchObject({ name: 'pause', status: 'running', ended: null });
});

test('what a retry took back is not gone through', async () => {
  const undone = past.rows.map((one) => (one.seq < 2 ? one : { ...one, kind: `undone:${one.kind}` }));
  const { tasks } = await retrace(await compiled(flow), { ...past, rows: undone });
  expect(tasks.at(-1)).toMatchObject({ name: 'pause', status: 'running' });
});

test('a journal of another flow is noticed', async () => {
  const { astray } = await retrace(await compiled('do:\n  - other: { call: shop.other }'), past);
  expect(astray).toBe(1);
});

verifies('flows.simulate', 'the same program gives the same, at the same times', async () => {
  const { before, after, comparison } = await tried(flow);
  expect(after.tasks).toEqual(before.tasks);
  expect(comparison).toMatchObject({ differs: [], differences: [], newCalls: [], missingCalls: [] });
});

test('another output is shown by its places', async () => {
  const { comparison } = await tried(flow.replace("said: '${ .[0] }'", 'said: no, more: 1'));
  expect(comparison).toMatchObject({
    differs: ['output'],
    differences: [
      { path: '/said', before: '"yes"', after: '"no"' },
      { path: '/more', after: '1' },
    ],
  });
});

verifies('flows.simulate', 'a new call is not made: the run stops there', async () => {
  const { comparison, after } = await tried(`${flow}\n  - mail: { call: mail.send, with: { to: ann } }`);
  expect(comparison).toMatchObject({
    differs: ['end', 'new_calls'],
    before: { status: 'completed' },
    after: { status: 'waiting' },
    newCalls: [{ key: '/mail', call: 'mail.send' }],
  });
  expect(after.tasks.at(-1)).toMatchObject({ name: 'mail', status: 'running' });
});

test('a new call may be answered by who tries it', async () => {
  const program = await compiled(`${flow}\n  - mail: { call: mail.send, with: { to: ann } }`);
  const before = await retrace(await compiled(flow), past);
  const after = await replay({ program, past, before, answer: () => ({ output: 'sent' }) });
  expect(after).toMatchObject({ end: { status: 'completed', output: 'sent' }, newCalls: [{ key: '/mail' }] });
});

test('another operation under the same name is a new call, and the old one is missing', async () => {
  const { comparison } = await tried(flow.replace('shop.getOrder', 'crm.getOrder'));
  expect(comparison).toMatchObject({
    differs: ['end', 'new_calls', 'missing_calls'],
    newCalls: [{ call: 'crm.getOrder' }],
    missingCalls: [{ key: '/order', call: 'shop.getOrder' }],
  });
});

test('a call that moved is known again, by what it is called with', async () => {
  const moved = flow.replace(
    '  - order:',
    `  - first: { set: { id: '\${ .id }' } }
  - careful:
      try:
        - lookUp: { call: shop.getOrder, with: { id: '\${ .id }' }, output: { as: '\${ .status }' } }
      catch: { as: error }
  - order: { if: '\${ false }', call: shop.unused }
  - order2:`,
  );
  const { comparison } = await tried(moved.replace(/ {2}- order2:.*\n/, ''));
  expect(comparison.differs).toEqual([]);
});

test('a call with something else is told, and answered as it was', async () => {
  const { comparison, after } = await tried(flow.replace("id: '${ .id }'", "id: '${ .id }', full: true"));
  expect(after.end).toMatchObject({ status: 'completed' });
  expect(comparison).toMatchObject({
    differs: ['arguments'],
    arguments: [{ key: '/order', call: 'shop.getOrder', differences: [{ path: '/full', after: 'true' }] }],
  });
});

test('attempts go as they went', async () => {
  const program = await compiled(`
do:
  - careful:
      try:
        - ask: { call: shop.get }
      catch: { retry: { delay: { seconds: 1 }, limit: { attempt: { count: 3 } } } }`);
  const failed = { kind: 'communication', status: 503, detail: 'closed' };
  const rows = [
    row('1 failed /careful/ask', { began: 0, at: 10, body: failed }),
    row('2 due /careful:retry', { at: 1_500 }),
    row('3 failed /careful!1/ask', { began: 1_500, at: 1_510, body: failed }),
    row('4 due /careful:retry', { at: 4_000 }),
    row('5 done /careful!2/ask', { began: 4_000, at: 4_010, body: { output: 1 } }),
  ];
  const run: PastRun = { runId: 'run_past', input: {}, startedAt: 0, secrets: {}, variables: {}, rows };
  const before = await retrace(program, run);
  const after = await replay({ program, past: run, before });
  expect(before.end).toEqual({ status: 'completed', output: 1 });
  expect(after.tasks).toEqual(before.tasks);
  expect(after.endedAt).toBe(4_010);
});

test('a run that was cancelled is cancelled at the same moment', async () => {
  const run: PastRun = {
    ...past,
    rows: [...past.rows.slice(0, 1), row('2 cancel ', { at: 5_000, body: 'enough' })],
  };
  const { after, comparison } = await tried(flow, run);
  expect(after).toMatchObject({ end: { status: 'cancelled', reason: 'enough' }, endedAt: 5_000 });
  expect(comparison.differs).toEqual([]);
});

test('differences are bounded, in number and in size', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, at]));
  expect(differencesOf(many, {})).toHaveLength(50);
  const [one] = differencesOf({ a: 'x'.repeat(10_000) }, { a: 1 });
  expect(one?.before).toHaveLength(301);
  expect(differencesOf({ 'a/b': [1, 2] }, { 'a/b': [1, 3, 4] })).toEqual([
    { path: '/a~1b/1', before: '2', after: '3' },
    { path: '/a~1b/2', after: '4' },
  ]);
});

test('secrets are gone through as marks, and nothing else of them', () => {
  expect(markedSecrets({ token: 'abc123', login: { user: 'ann', password: 's3cret', port: 587 } })).toEqual({
    token: '***token***',
    login: { user: '***login***', password: '***login.1***', port: '***login.2***' },
  });
});
