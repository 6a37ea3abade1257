import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFlow } from '../../flows/document/read-flow.ts';
import { openReport } from '../../flows/document/report.ts';
import { readLibrary } from '../../flows/library.ts';
import { lookUpStandard } from '../setup/catalogue.ts';
import { definitionsIn, filesIn, ours, standard } from '../setup/flow-documents.ts';
import { startFlowStore, type FlowTrial } from '../setup/flow-store.ts';
import { refusalCode } from '../setup/gateway.ts';
import { textOf } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

let trial: FlowTrial;
beforeAll(async () => {
  trial = await startFlowStore();
});
afterAll(() => trial?.stop());

const head = `document: { dsl: '1.0.3', namespace: shop, name: teller, version: '1.0.0' }\n`;
const tells = (type: string): string =>
  `{ emit: { event: { with: { source: 'https://a.example', type: ${type} } } } }`;
const flow = (type: string): string => `${head}do:\n  - tell: ${tells(type)}\n`;

interface Problem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const problemsOf = async (text: string): Promise<readonly Problem[]> =>
  (await trial.call<{ problems: Problem[] }>('flows.check', { text })).problems;

describe('a type that is written out', () => {
  test.each([
    ['"Order placed" is no type of one', 'Order placed'],
    ['"placed" is no type of one', 'placed'],
    ['in small letters', 'Order.Placed'],
    ['"1.placed" is no type of one', '1.placed'],
    ['more than 200 characters', `order.${'x'.repeat(200)}`],
    ['"approval.answered" comes from the hub alone', 'approval.answered'],
    ['Give it a type of your own', 'approval.expired'],
  ])('is refused where it stands: %s', async (message, type) => {
    expect(await problemsOf(flow(type))).toEqual([
      {
        ...{ path: '/do/0/tell/emit/event/with/type', line: 3, column: 73 },
        message: expect.stringContaining(message),
      },
    ]);
  });

  test.each(['order.placed', 'com.shop.order_placed.v1', 'x-1.not-found'])('may be one: %s', async (type) => {
    expect(await problemsOf(flow(type))).toEqual([]);
  });

  test.each([`'\${ .type }'`, `'\${ "No" + "type" }'`, `'order.\${ .What }'`])(
    'as an expression, %s, it is looked at when it runs',
    async (type) => {
      expect(await problemsOf(flow(type))).toEqual([]);
    },
  );
});

test('wherever a task can stand', async () => {
  const task = tells('placed');
  const found = await problemsOf(`${head}use:
  functions:
    tell: ${task}
  extensions:
    - log: { extend: set, after: [ { a: ${task} } ] }
do:
  - tried: { try: [ { a: ${task} } ], catch: { do: [ { b: ${task} } ] } }
  - forked: { fork: { branches: [ { a: ${task} } ] } }
  - named: { call: tell }
  - set: { set: { a: 1 } }
`);
  expect(found.map(({ path }) => path)).toEqual(
    [
      '/use/functions/tell',
      '/use/extensions/0/log/after/0/a',
      '/do/0/tried/try/0/a',
      '/do/0/tried/catch/do/0/b',
      '/do/1/forked/fork/branches/0/a',
    ].map((place) => `${place}/emit/event/with/type`),
  );
});

verifies('flows.check.emitted', 'a flow that tells what no event can be is not published', async () => {
  await trial.call('flows.save', { text: flow('approval.answered') });
  expect(await refusalCode(trial.call('flows.publish', { name: 'teller' }))).toBe('flow_invalid');
  await trial.call('flows.save', { text: flow('order.approved') });
  expect(await trial.call('flows.publish', { name: 'teller' })).toMatchObject({ number: 1 });
});

verifies('flows.check.emitted', 'what the standard tells, and the flows of ours, may be told', async () => {
  const { checkEmitted } = await import('../../flows/check/emitted.ts');
  const texts = [
    ...filesIn(`${standard}/examples`, '.yaml').map((file) => textOf(`${standard}/examples/${file}`)),
    ...filesIn(`${standard}/ctk`, '.feature').flatMap((file) =>
      definitionsIn(textOf(`${standard}/ctk/${file}`)),
    ),
    ...filesIn(ours, '.yaml').map((file) => textOf(`${ours}/${file}`)),
    ...(await readLibrary()).map(({ text }) => text),
  ];
  expect(texts.length).toBeGreaterThan(90);
  for (const text of texts) {
    const { document, places } = await readFlow(text, lookUpStandard);
    if (document === null) throw new Error(text);
    const report = openReport();
    checkEmitted(document, report);
    expect(report.problems(places)).toEqual([]);
  }
});
