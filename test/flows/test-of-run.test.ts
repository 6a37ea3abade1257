// slow: thousands of cases, made or read
import { expect, test } from '@jest/globals';
import { retrace, type PastRun } from '../../flows/simulate/retrace.ts';
import { testOfRun } from '../../flows/simulate/tests/test-of-run.ts';
import { compiled } from '../setup/flow-driver.ts';

const row = (
  head: string,
  { at, began, body, place }: { at: number; began?: number; body?: unknown; place?: string },
) => {
  const [seq = '', kind = '', key = ''] = head.split(' ');
  return {
    ...{ seq: Number(seq), kind, key, at, place: place ?? key, began: began ?? at },
    body: JSON.stringify(body ?? null),
  };
};

const madeOf = async (flow: string, parts: Partial<PastRun>, byEvent = false) => {
  const program = await compiled(flow);
  const past: PastRun = {
    ...{ runId: 'run_past', input: {}, startedAt: 1_000, secrets: {}, variables: {}, rows: [] },
    ...parts,
  };
  const before = await retrace(program, past);
  return testOfRun(program, { name: 'as it went', past, before, end: before.end, byEvent });
};

const said = {
  ...{ specversion: '1.0', id: 'e1', source: '/x', type: 'a.said' },
  ...{ subject: 'run_past', data: 'yes' },
};

test('a run becomes a case that passes: its input, its answers, its events and its end', async () => {
  const made = await madeOf(
    `
use: { secrets: [token] }
do:
  - order: { call: shop.getOrder, with: { id: '\${ .id }', token: '\${ $secrets.token }' } }
  - pause: { wait: { minutes: 1 } }
  - answer: { listen: { to: { one: { with: { type: a.said, subject: '\${ $workflow.id }' } } } } }
  - say: { set: { said: '\${ .[0] }' } }`,
    {
      input: { id: 'AB-1' },
      secrets: { token: '***token***' },
      rows: [
        row('1 done /order', { began: 1_000, at: 1_020, body: { output: { status: 'sent' } } }),
        row('2 due /pause:wait', { began: 1_020, at: 61_020 }),
        row('3 arrived /answer', { at: 95_000, body: said }),
      ],
    },
  );
  expect(made).toEqual({
    problems: [],
    test: {
      name: 'as it went',
      input: { id: 'AB-1' },
      at: '1970-01-01T00:00:01.000Z',
      secrets: { token: '***token***' },
      answers: { order: { output: { status: 'sent' } } },
      arrives: [{ id: 'e1', source: '/x', type: 'a.said', subject: 'run_test', data: 'yes' }],
      expect: {
        output: { said: 'yes' },
        tasks: ['order', 'pause', 'answer', 'say'],
        calls: [{ 'shop.getOrder': { id: 'AB-1', token: '***token***' } }],
      },
    },
  });
});

test('a failure stays what it was, and attempts are answered one after the other', async () => {
  const { test: made, problems } = await madeOf(
    `
do:
  - save:
      try:
        - write: { call: crm.write, with: {} }
      catch:
        retry: { delay: { seconds: 1 }, limit: { attempt: { count: 1 } } }
  - more: { call: crm.more, with: {} }`,
    {
      rows: [
        row('1 failed /save/write', {
          at: 1_005,
          body: { kind: 'communication', detail: 'closed', status: 503, more: { body: 'later' } },
        }),
        row('2 due /save:retry', { at: 2_005 }),
        row('3 done /save!1/write', { began: 2_005, at: 2_010, body: { output: { ok: true } } }),
        row('4 failed /more', { at: 2_020, body: { kind: 'authorization', detail: 'no', status: 403 } }),
      ],
    },
  );
  expect(problems).toEqual([]);
  expect(made).toMatchObject({
    answers: {
      write: [
        { error: { type: 'communication', detail: 'closed', status: 503, body: 'later' } },
        { output: { ok: true } },
      ],
      more: { error: { type: 'authorization', status: 403 } },
    },
    expect: { error: { status: 403, detail: 'no' }, tasks: ['save', 'write', 'write', 'more'] },
  });
});

test('where the time decides, the times are written too', async () => {
  const { test: made, problems } = await madeOf(
    `
do:
  - race:
      fork:
        compete: true
        branches:
          - first: { call: a.slow, with: {} }
          - second: { call: a.quick, with: {} }`,
    { rows: [row('1 done /race/second', { began: 1_000, at: 1_050, body: { output: 'quick' } })] },
  );
  expect(problems).toEqual([]);
  expect(made).toMatchObject({
    answers: { first: 'never', second: { output: 'quick' } },
    expect: { output: 'quick' },
  });
  const timed = await madeOf(
    `
do:
  - both:
      fork:
        branches:
          - one: { do: [{ call: { call: a.one, with: {} } }, { note: { set: { noted: true } } }] }
          - two: { do: [{ rest: { wait: { milliseconds: 20 } } }, { last: { set: { done: true } } }] }
  - say: { set: { both: '\${ . }' } }`,
    {
      rows: [
        row('1 due /both/two/rest:wait', { at: 1_020 }),
        row('2 done /both/one/call', { began: 1_000, at: 1_050, body: { output: 1 } }),
      ],
    },
  );
  expect(timed.problems).toEqual([]);
  expect(timed.test).toMatchObject({ answers: { call: { output: 1, after: 'PT0.05S' } } });
});

test('a run that an event began, and that still waits, is written so', async () => {
  const { test: made, problems } = await madeOf(
    `
schedule: { on: { one: { with: { type: a.said } } } }
do:
  - rest: { listen: { to: { one: { with: { type: a.more } } } } }`,
    { input: [said] },
    true,
  );
  expect(problems).toEqual([]);
  expect(made).toMatchObject({
    event: [{ id: 'e1', type: 'a.said', subject: 'run_test', data: 'yes' }],
    expect: { status: 'waiting', tasks: ['rest'] },
  });
  expect(made).not.toHaveProperty('input');
});
