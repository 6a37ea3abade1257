import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFlow } from '../../../flows/document/read-flow.ts';
import { compileFlow } from '../../../flows/engine/compile.ts';
import { notDoneType, triedDocument, type Trial } from '../../../flows/engine/trial.ts';
import type { Node, Program } from '../../../flows/engine/program.ts';
import { trialProblems } from '../../../flows/trial/check-trial.ts';
import { notesOn } from '../../../flows/trial/notes.ts';
import { waysIn } from '../../../flows/trial/way-to.ts';
import { writesIn } from '../../../flows/trial/writes.ts';
import { lookUpStandard } from '../../setup/catalogue.ts';
import { driveProgram, type Driven, type DriveOptions } from '../../setup/flow-driver.ts';
import { filesIn, flowText, ours, standard } from '../../setup/flow-documents.ts';
import { textOf } from '../../setup/sources.ts';
import { verifies } from '../../setup/verifies.ts';

const none: Trial = { pins: {}, until: null, from: null, mock: null };

const programOf = async (rest: string, trial: Partial<Trial>): Promise<Program> => {
  const { document, problems } = await readFlow(flowText(rest));
  if (document === null) throw new Error(JSON.stringify(problems));
  const wanted = { ...none, ...trial };
  expect(trialProblems(document, wanted)).toEqual([]);
  const { program, problems: wrong } = compileFlow(triedDocument(document), wanted);
  if (program === null) throw new Error(JSON.stringify(wrong));
  return program;
};
const tryOut = async (rest: string, trial: Partial<Trial>, options: DriveOptions = {}): Promise<Driven> =>
  driveProgram(await programOf(rest, trial), options);

const refusals = async (rest: string, trial: Partial<Trial>): Promise<string[]> => {
  const { document } = await readFlow(flowText(rest));
  if (document === null) throw new Error('It cannot be read.');
  return trialProblems(document, { ...none, ...trial }).map(({ path, message }) => `${path}: ${message}`);
};

const placesOf = ({ rows }: Driven): string[] => rows.map(({ kind, place }) => `${kind} ${place}`);

const call = '{ call: shop.find, with: { id: 1 } }';

describe('a pinned task', () => {
  verifies('editor.trial.pins', 'is not carried out, and gives what was pinned', async () => {
    const run = await tryOut(`do: [{ ask: ${call} }, { say: { set: '\${ { got: . } }' } }]`, {
      pins: { '/do/0/ask': { name: 'Ada' } },
    });
    expect(run.works).toEqual([]);
    expect(run.output).toEqual({ got: { name: 'Ada' } });
  });

  test.each([
    '${ .secret }',
    'a ${ 1 + 1 } b',
    '${',
    { text: '${ error("no") }', list: ['${ . }'] },
    [1, null],
    null,
    {},
    false,
    JSON.parse('{ "__proto__": 1, "nested": { "${ . }": 1 } }') as unknown,
  ])('gives %j as it is', async (value) => {
    const run = await tryOut(`do: [{ ask: ${call} }]`, { pins: { '/do/0/ask': value } });
    expect(run.output).toEqual(value);
  });

  test('keeps its condition, its export and where it leads', async () => {
    const text = (condition: string): string => `do:
  - ask: { call: shop.find, with: {}, if: '${condition}', input: { from: '\${ error("not asked") }' }, output: { as: '\${ .lost }' }, timeout: { after: { seconds: 1 } }, export: { as: '\${ { kept: .a } }' }, then: last }
  - between: { set: { wrong: true } }
  - last: { set: '\${ { data: ., context: $context } }' }`;
    const pins = { '/do/0/ask': { a: 1 } };
    expect((await tryOut(text('${ true }'), { pins })).output).toEqual({
      data: { a: 1 },
      context: { kept: 1 },
    });
    const skipped = await tryOut(text('${ false }'), { pins });
    expect(skipped.output).toEqual({ data: { wrong: true }, context: null });
  });

  test('stands for all that it holds', async () => {
    const run = await tryOut(
      `do: [{ all: { for: { in: '\${ [1, 2] }' }, do: [{ ask: ${call} }] } }, { parts: { fork: { branches: [{ one: ${call} }, { two: { set: { n: 2 } } }] } } }]`,
      { pins: { '/do/0/all': [1], '/do/1/parts/fork/branches/0/one': 'one' } },
    );
    expect(run.works).toEqual([]);
    expect(run.output).toEqual(['one', { n: 2 }]);
  });

  test('may hold an expression that is wrong', async () => {
    const run = await tryOut(`do: [{ ask: { set: '\${ .a | nothing( }' } }]`, { pins: { '/do/0/ask': 1 } });
    expect(run.output).toBe(1);
  });

  test('is refused where there is no task, and at a switch', async () => {
    const text = `do: [{ which: { switch: [{ all: { then: end } }] } }]`;
    expect(await refusals(text, { pins: { '/do/0/which': 1, '/do/1/ask': 2, '/do': 3 } })).toEqual([
      'pins: "which" only chooses the way: it hands on what it gets. Pin the task before it.',
      'pins: There is no task at "/do/1/ask" in this text.',
      'pins: There is no task at "/do" in this text.',
    ]);
  });
});

describe('until', () => {
  const three = `do: [{ a: { set: { n: 1 } } }, { b: { set: { n: 2 }, IF } }, { c: { set: { n: 3 } } }]\noutput: { as: '\${ .missing.field | error }' }`;

  verifies('editor.trial.until', 'the run goes no further than a task', async () => {
    const run = await tryOut(three.replace(', IF', ''), { until: '/do/1/b' });
    expect(placesOf(run)).toEqual(['task /do/0/a', 'task /do/1/b']);
    expect(run.output).toEqual({ n: 2 });
  });

  test('nor where that task is left out', async () => {
    const run = await tryOut(three.replace('IF', `if: '\${ false }'`), { until: '/do/1/b' });
    expect(placesOf(run)).toEqual(['task /do/0/a', 'skipped /do/1/b']);
    expect(run.output).toEqual({ n: 1 });
  });

  test('nor where it leads elsewhere', async () => {
    const text = `do: [{ a: { set: { n: 1 }, then: c } }, { b: { set: { n: 2 } } }, { c: { set: { n: 3 }, then: b } }]`;
    // What stands between is reached by c only.
    const run = await tryOut(text, { until: '/do/0/a' });
    expect(placesOf(run)).toEqual(['task /do/0/a']);
  });

  test('nor where it fails, and that is dealt with', async () => {
    const text = `do: [{ t: { try: [{ ask: ${call} }, { next: { set: { n: 1 } } }], catch: { do: [{ sorry: { set: { sorry: true } } }] } } }, { after: { set: { after: true } } }]`;
    const run = await tryOut(
      text,
      { until: '/do/0/t/try/0/ask' },
      { answer: () => ({ failure: { kind: 'communication', detail: 'no' } }) },
    );
    expect(run.output).toEqual({ sorry: true });
  });

  test('in a loop it is over in the first turn, in a branch for all of them', async () => {
    const loop =
      `do: [{ l: { for: { in: '\${ [1, 2] }' }, do: [{ a: { set: '\${ $item }' } }, { b: { set: 9 } }] } }]`.replace(
        'set: 9',
        "set: '${ 9 }'",
      );
    expect((await tryOut(loop, { until: '/do/0/l/do/0/a' })).output).toBe(1);
    const fork = `do: [{ f: { fork: { branches: [{ one: ${call} }, { two: { set: { n: 2 } } }] } } }]`;
    expect((await tryOut(fork, { until: '/do/0/f/fork/branches/1/two' })).output).toEqual({ n: 2 });
  });

  test('a switch may be the last one', async () => {
    const text = `do: [{ s: { switch: [{ x: { when: '\${ .x }', then: b } }, { y: { then: c } }] } }, { b: { set: { n: 2 } } }, { c: { set: { n: 3 } } }]`;
    expect((await tryOut(text, { until: '/do/0/s' }, { input: { x: 1 } })).output).toEqual({ x: 1 });
  });
});

describe('from', () => {
  const nested = `input: { schema: { document: { type: object, required: [never] } }, from: '\${ error("not asked") }' }
do:
  - first: { set: { first: true } }
  - block:
      if: '\${ false }'
      input: { from: '\${ error("not asked") }' }
      do:
        - one: ${call}
        - t:
            try:
              - before: { set: { before: true } }
              - here: { if: '\${ false }', input: { from: '\${ .lost }' }, set: '\${ { data: ., context: $context, input: $workflow.input } }' }
              - next: { set: '\${ { next: . } }' }
            catch: {}
  - last: { set: '\${ { last: . } }' }`;
  const place = '/do/1/block/do/1/t/try/1/here';

  verifies('editor.trial.from', 'the run begins at a task, with the data and the context given', async () => {
    const run = await tryOut(
      nested,
      { from: { place, input: { a: '${ 1 }' }, context: { c: 2 } } },
      { input: { whole: 1 } },
    );
    expect(run.works).toEqual([]);
    expect(run.output).toEqual({
      last: { next: { data: { a: '${ 1 }' }, context: { c: 2 }, input: { whole: 1 } } },
    });
  });

  test('and those before it are done as ever when the flow leads back to them', async () => {
    const text = `do:
  - count: { set: '\${ { n: (.n + 1) } }' }
  - here: { set: '\${ . }' }
  - again: { switch: [{ more: { when: '\${ .n < 3 }', then: count } }] }`;
    const run = await tryOut(text, { from: { place: '/do/1/here', input: { n: 1 }, context: null } });
    expect(run.output).toEqual({ n: 3 });
    expect(placesOf(run)[0]).toBe('task /do/1/here');
  });

  test('together with an end', async () => {
    const run = await tryOut(nested, { from: { place, input: 1, context: null }, until: place });
    expect(run.output).toEqual({ data: 1, context: null, input: {} });
  });

  test('cannot be in what runs several times, beside others, or after an error', async () => {
    const text = `use: { functions: { f: { do: [{ inner: { set: { n: 1 } } }] } } }
do:
  - loop: { for: { in: '\${ [1] }' }, do: [{ a: { set: { n: 1 } } }] }
  - fork: { fork: { branches: [{ a: { set: { n: 1 } } }] } }
  - try: { try: [{ a: { set: { n: 1 } } }], catch: { do: [{ b: { set: { n: 1 } } }] } }
  - hear: { listen: { to: { any: [] } }, foreach: { do: [{ a: { set: { n: 1 } } }] } }
  - fun: { call: f }`;
    const reasonFor = async (place: string): Promise<string> =>
      (await refusals(text, { from: { place, input: 1, context: null } })).join('\n');
    expect(await reasonFor('/do/0/loop/do/0/a')).toContain('stands in the loop "loop"');
    expect(await reasonFor('/do/1/fork/fork/branches/0/a')).toContain('stands in a branch of "fork"');
    expect(await reasonFor('/do/2/try/catch/do/0/b')).toContain('when "try" has caught an error');
    expect(await reasonFor('/do/3/hear/foreach/do/0/a')).toContain('for each event that "hear" hears');
    expect(await reasonFor('/use/functions/f/do/0/inner')).toContain('the function that "fun" calls');
    expect(await reasonFor('/do/9/no')).toContain('There is no task');
    expect(await reasonFor('/do/2/try/try/0/a')).toBe('');
  });
});

describe('mock', () => {
  const mock = { writes: ['hub.change'] };

  verifies(
    'editor.trial.mock',
    'asks the mock for operations, and does nothing else that goes out',
    async () => {
      const run = await tryOut(
        `do: [{ ask: { call: shop.find, with: {}, metadata: { connection: real } } }, { look: { call: hub.look, with: {} } }]`,
        { mock },
        { answer: () => ({ output: {} }) },
      );
      expect(run.works.map((one) => ('connection' in one ? one.connection : null))).toEqual(['mock', 'mock']);
      const going = {
        http: `{ call: http, with: { method: get, endpoint: https://a.example } }`,
        openapi: `{ call: openapi, with: { document: { endpoint: https://a.example }, operationId: x } }`,
        grpc: `{ call: grpc, with: { proto: { endpoint: https://a.example }, service: { name: X, host: a.example }, method: y } }`,
        mcp: `{ call: mcp, with: { method: tools/list, transport: { http: { endpoint: https://a.example } } } }`,
        a2a: `{ call: a2a, with: { method: message/send, server: { uri: https://a.example } } }`,
        asyncapi: `{ call: asyncapi, with: { document: { endpoint: https://a.example }, operation: x, message: { payload: {} } } }`,
        flow: `{ run: { workflow: { namespace: test, name: other, version: '1.0.0' } } }`,
        emit: `{ emit: { event: { with: { source: https://a.example, type: x } } } }`,
        write: `{ call: hub.change, with: {} }`,
      };
      for (const [name, task] of Object.entries(going)) {
        const held = `do: [{ t: { try: [{ ${name}: ${task} }], catch: { retry: { limit: { attempt: { count: 5 } } }, do: [{ hidden: { set: { hidden: true } } }] } } }, { race: { fork: { compete: true, branches: [{ never: { wait: { days: 1 } } }] } } }]`;
        const stopped = await tryOut(held, { mock });
        expect([name, stopped.works, stopped.emitted]).toEqual([name, [], []]);
        expect(stopped.error).toMatchObject({ type: notDoneType, instance: `/do/0/t/try/0/${name}` });
        expect(stopped.error?.detail).toContain(`pin an output of "${name}"`);
        const pinned = await tryOut(held, { mock, until: '/do/0/t', pins: { [`/do/0/t/try/0/${name}`]: 5 } });
        expect(pinned.output).toBe(5);
      }
    },
  );

  test('also in functions, extensions, loops and after errors', async () => {
    const text = `use:
  functions: { tell: { call: http, with: { method: post, endpoint: https://a.example } } }
  extensions: [{ log: { extend: set, before: [{ write: { call: hub.change, with: {} } }] } }]
do: [{ say: { set: { n: 1 } } }, { f: { call: tell } }]`;
    expect((await tryOut(text, { mock })).error?.instance).toBe('/use/extensions/0/log/before/0/write');
    const pins = { '/use/extensions/0/log/before/0/write': null };
    expect((await tryOut(text, { mock, pins })).error?.instance).toBe('/use/functions/tell');
  });

  test('tells what is asked of the mock, and what is not done', async () => {
    const { document } = await readFlow(
      flowText(
        `do: [{ ask: ${call} }, { emitted: { emit: { event: { with: { source: 'https://a.example', type: y } } } } }, { w: { wait: PT1S } }, { own: { call: hub.change, with: {} } }]`,
      ),
    );
    if (document === null) throw new Error('It cannot be read.');
    expect(writesIn(document, (name) => name === 'hub.change')).toEqual(['hub.change']);
    const codes = (trial: Partial<Trial>): unknown[] =>
      notesOn(document, { ...none, ...trial }).map(({ code, places }) => [code, places]);
    expect(codes({ mock })).toEqual([
      ['asks_mock', ['/do/0/ask']],
      ['not_done', ['/do/1/emitted', '/do/3/own']],
      ['waits', ['/do/2/w']],
    ]);
    expect(codes({ pins: { '/do/0/ask': 1, '/do/2/w': 1 } })).toEqual([
      ['goes_out', ['/do/3/own']],
      ['emits', ['/do/1/emitted']],
    ]);
  });
});

test('a trial takes no turn, leaves a journal, and tells nobody that it failed', async () => {
  const { document } = await readFlow(
    `document: { dsl: '1.0.3', namespace: n, name: f, version: 1.0.0, metadata: { mode: fast } }\ndo: [{ a: { set: { n: 1 } } }]`,
  );
  if (document === null) throw new Error('It cannot be read.');
  const given = { ...document, concurrency: { key: null, max: 1, policy: 'replace' as const } };
  const tried = triedDocument(given);
  expect([tried.mode, tried.concurrency]).toEqual(['durable', null]);
  expect(notesOn(given, none).map(({ code }) => code)).toEqual(['durable', 'no_turn']);
});

const nodesIn = (node: Node): string[] => {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach(visit);
    if ('place' in value && 'kind' in value && 'step' in value) found.push(String(value.place));
    for (const [name, one] of Object.entries(value)) if (name !== 'task' && name !== 'definition') visit(one);
  };
  visit(node);
  return found;
};

verifies('editor.trial.places', 'whatever is pinned, each task of each example keeps its place', async () => {
  const texts = [
    ...filesIn(`${standard}/examples`, '.yaml').map((file) => textOf(`${standard}/examples/${file}`)),
    ...filesIn(ours, '.yaml').map((file) => textOf(`${ours}/${file}`)),
    ...filesIn('flows/library', '.yaml').map((file) => textOf(`flows/library/${file}`)),
  ];
  const seed = Date.now();
  for (const text of texts) {
    const { document } = await readFlow(text, lookUpStandard);
    if (document === null) throw new Error(text);
    const whole = compileFlow(document).program;
    if (whole === null) continue;
    const places = [...waysIn(document)].flatMap(([place, { task }]) =>
      task.kind === 'switch' ? [] : [place],
    );
    const before = new Set(nodesIn(whole.root));
    fc.assert(
      fc.property(fc.subarray(places), fc.jsonValue(), fc.boolean(), (pinned, value, mocks) => {
        const pins = Object.fromEntries(pinned.map((place) => [place, value]));
        const trial = { ...none, pins, mock: mocks ? { writes: [] } : null };
        if (trialProblems(document, trial).length > 0) return false;
        const { program, problems } = compileFlow(triedDocument(document), trial);
        if (program === null) throw new Error(JSON.stringify(problems));
        const after = nodesIn(program.root);
        // What a pinned task holds is not there; all else is, at its own place.
        const gone = [...before].filter((place) => !after.includes(place));
        return (
          after.every((place) => before.has(place)) &&
          (mocks ||
            gone.every((place) => pinned.some((one) => place.startsWith(one) || place.startsWith('/use/'))))
        );
      }),
      { seed, numRuns: 20 },
    );
  }
});
