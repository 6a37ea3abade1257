import { expect, test } from '@jest/globals';
import { abridge } from '../../flows/simulate/abridge.ts';
import { runTests } from '../../flows/simulate/tests/run-tests.ts';
import { compiled } from '../setup/flow-driver.ts';

const flow = await compiled(`
do:
  - fetch: { call: shop.getOrder, with: { id: '\${ .id }' } }
  - say: { emit: { event: { with: { source: 'https://a.example', type: order.found, data: '\${ . }' } } } }
  - answer: { set: { state: sent, items: [1, 2] } }`);

const tests = `- name: as it goes
  input: { id: AB-1 }
  answers: { fetch: { output: { status: sent } } }
  expect: { exactOutput: { state: sent }, calls: [fetch: { id: AB-2 }], without: [park] }
- name: without an answer
  expect: { error: { status: 404 } }
`;

test('what was expected and what came have the same names, to stand side by side', async () => {
  const { cases } = await runTests(flow, tests);
  expect(cases[0]?.expected).toEqual({
    status: 'completed',
    exactOutput: { state: 'sent' },
    calls: [{ fetch: { id: 'AB-2' } }],
  });
  expect(cases[0]?.came).toEqual({
    status: 'completed',
    exactOutput: { state: 'sent', items: [1, 2] },
    tasks: ['fetch', 'say', 'answer'],
    calls: [{ fetch: { id: 'AB-1' } }],
    emitted: [{ source: 'https://a.example', type: 'order.found', data: { status: 'sent' } }],
  });
  expect(cases[1]?.expected).toEqual({ status: 'faulted', error: { status: 404 } });
  expect(cases[1]?.came).toMatchObject({ status: 'waiting', tasks: ['fetch'] });
});

test('one case can be run by itself', async () => {
  const { cases } = await runTests(flow, tests, { only: ['without an answer'] });
  expect(cases.map(({ name, line }) => [name, line])).toEqual([['without an answer', 5]]);
});

test('values are cut where they are too long to be looked at', () => {
  const room = { letters: 10_000 };
  const cut = abridge(
    { text: 'x'.repeat(5_000), list: Array.from({ length: 300 }, (_, at) => at), small: { fine: true } },
    room,
  );
  expect(cut).toMatchObject({ text: `${'x'.repeat(2_000)}…`, small: { fine: true } });
  expect((cut as { list: unknown[] }).list.slice(-2)).toEqual([199, '… 100 more']);
  const many = Array.from({ length: 150 }, () => ({ text: 'y'.repeat(1_000) }));
  expect(JSON.stringify(abridge(many, { letters: 10_000 })).length).toBeLessThan(15_000);
  let deep: unknown = 1;
  for (let at = 0; at < 1_000; at++) deep = [deep];
  expect(JSON.stringify(abridge(deep, { letters: 100_000 }))).toContain('…');
});
