import { describe, expect, test } from '@jest/globals';
import { drive, startOfTime, type Driven, type DriveOptions } from '../../setup/flow-driver.ts';
import { verifies } from '../../setup/verifies.ts';

const failure = { kind: 'communication', status: 503, detail: 'busy' } as const;
const always = () => ({ failure });

/** Fails so many times, then gives how often it was called. */
const after = (failures: number): NonNullable<DriveOptions['answer']> => {
  const seen = new Map<string, number>();
  return ({ effect }) => {
    const count = (seen.get(effect) ?? 0) + 1;
    seen.set(effect, count);
    return count <= failures ? { failure } : { output: count };
  };
};

const text = (policy: string, parts = ''): string =>
  `do: [{ t: { try: [{ c: { call: x.y } }], catch: { retry: { ${policy} }${parts} } } }]`;

/** Milliseconds before each attempt after the first. */
const delays = ({ commands }: Driven): number[] => {
  const due = commands.flatMap((one) =>
    one.kind === 'timer' && one.key.endsWith(':retry') ? [one.at - startOfTime] : [],
  );
  return due.map((at, index) => at - (due[index - 1] ?? 0));
};

describe('retry', () => {
  test.each([
    ['no delay', '', [0, 0, 0]],
    ['a delay', 'delay: PT2S', [2_000, 2_000, 2_000]],
    ['constant', 'delay: { seconds: 2 }, backoff: { constant: {} }', [2_000, 2_000, 2_000]],
    ['linear', 'delay: { seconds: 2 }, backoff: { linear: {} }', [2_000, 4_000, 6_000]],
    ['exponential', 'delay: { seconds: 2 }, backoff: { exponential: {} }', [2_000, 4_000, 8_000]],
    ['a delay that is an expression', "delay: '${ { seconds: .s } }'", [3_000, 3_000, 3_000]],
    ['a delay that the error tells', "delay: '${ { milliseconds: $error.status } }'", [503, 503, 503]],
  ])('waits by its policy: %s', async (_, policy, expected) => {
    const run = await drive(text(policy), { input: { s: 3 }, answer: after(3) });
    expect(run.output).toBe(4);
    expect(delays(run)).toEqual(expected);
  });

  verifies('flows.keys', 'has keys of its own for each attempt, and one effect for all', async () => {
    const { works } = await drive(text(''), { answer: after(2) });
    expect(works.map(({ key, effect }) => [key, effect])).toEqual([
      ['/t/c', '/t/c'],
      ['/t!1/c', '/t/c'],
      ['/t!2/c', '/t/c'],
    ]);
  });

  verifies('flows.tasks.errors', 'begins again with the input of the try, and all of its tasks', async () => {
    const again = `do: [{ t: { try: [{ s: { set: '\${ . + 1 }' } }, { c: { call: x.y, with: { n: '\${ . }' } } }], catch: { retry: {} } } }]`;
    const { works } = await drive(again, { input: 5, answer: after(2) });
    expect(works.map((work) => work.with)).toEqual([{ n: 6 }, { n: 6 }, { n: 6 }]);
  });

  describe('jitter', () => {
    const policy =
      'delay: PT1S, jitter: { from: { milliseconds: 100 }, to: { milliseconds: 500 } }, limit: { attempt: { count: 200 } }';

    test('is within its bounds, spread, and the same when the run is told again', async () => {
      // The driver tells every run again, and compares.
      const waits = delays(await drive(text(policy), { answer: always }));
      expect(waits).toHaveLength(200);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_100);
      expect(Math.max(...waits)).toBeLessThanOrEqual(1_500);
      const average = waits.reduce((sum, one) => sum + one, 0) / waits.length;
      expect(average).toBeGreaterThan(1_260);
      expect(average).toBeLessThan(1_340);
    });

    test('the wrong way round is the lower bound', async () => {
      const wrong = 'jitter: { from: PT2S, to: PT1S }, limit: { attempt: { count: 2 } }';
      expect(delays(await drive(text(wrong), { answer: always }))).toEqual([2_000, 2_000]);
    });
  });

  describe('ends', () => {
    test.each([
      ['limit: { attempt: { count: 3 } }', 4],
      ['limit: { attempt: { count: 0 } }', 1],
      ['delay: PT10S, limit: { duration: PT35S }', 4],
      ['delay: PT10S, limit: { duration: PT30S }', 4],
      ['delay: PT10S, limit: { duration: PT5S }', 1],
      ["when: '$error.status == 500'", 1],
      ["exceptWhen: '$error.status == 503'", 1],
      ["when: '$error.status == 503', limit: { attempt: { count: 1 } }", 2],
    ])('by { %s } after %i calls, with the error itself', async (policy, calls) => {
      const run = await drive(text(policy), { answer: always });
      expect(run.works).toHaveLength(calls);
      expect(run.error).toMatchObject({ status: 503, detail: 'busy', instance: '/do/0/t/try/0/c' });
    });

    test('with the tasks of the catch, which know the last error', async () => {
      const run = await drive(
        text(
          'limit: { attempt: { count: 2 } }',
          `, do: [{ d: { set: '\${ "gave up: " + $error.detail }' } }]`,
        ),
        { answer: always },
      );
      expect(run).toMatchObject({ output: 'gave up: busy' });
      expect(run.works).toHaveLength(3);
    });

    test('at once for an error that is not caught', async () => {
      const other = `do: [{ t: { try: [{ c: { call: x.y } }], catch: { errors: { with: { status: 500 } }, retry: {} } } }]`;
      expect((await drive(other, { answer: always })).works).toHaveLength(1);
    });

    test('with the limit of tasks when it has none of its own', async () => {
      const run = await drive(text(''), { answer: always, limits: { tasks: 50 } });
      expect(run.error).toMatchObject({ detail: expect.stringContaining('more than 50 tasks') });
    });
  });

  test('by the name of a policy', async () => {
    const named = `use: { retries: { twice: { delay: PT1S, limit: { attempt: { count: 2 } } } } }
do: [{ t: { try: [{ c: { call: x.y } }], catch: { retry: twice } } }]`;
    const run = await drive(named, { answer: always });
    expect(run.works).toHaveLength(3);
    expect(delays(run)).toEqual([1_000, 1_000]);
  });

  test('in loops and in each other is counted for each', async () => {
    const nested = `do: [{ l: { for: { in: '[1,2]' }, do: [{ o: { try: [{ i: { try: [{ c: { call: x.y } }], catch: { retry: { limit: { attempt: { count: 1 } } } } } }], catch: { retry: { limit: { attempt: { count: 1 } } }, do: [] } } }] } }]`;
    const run = await drive(nested, { answer: always });
    expect(run.works.map(({ key }) => key)).toEqual(
      ['#0', '#1'].flatMap((turn) => [
        `/l${turn}/o/i/c`,
        `/l${turn}/o/i!1/c`,
        `/l${turn}/o!1/i/c`,
        `/l${turn}/o!1/i!1/c`,
      ]),
    );
    expect(new Set(run.works.map(({ effect }) => effect)).size).toBe(2);
  });

  test('delays of more than a year are a year', async () => {
    const run = await drive(text('delay: { days: 300 }, backoff: { exponential: {} }'), { answer: after(3) });
    expect(delays(run)).toEqual([300, 365, 365].map((days) => days * 86_400_000));
  });
});

describe('the duration of an attempt', () => {
  const limited = (tasks: string, more = ''): string =>
    `do: [{ t: { try: [${tasks}], catch: { retry: { delay: PT1S, limit: { attempt: { duration: PT10S, count: 2 } } }${more} } } }]`;

  test('is an error that is tried again, and what ran is stopped', async () => {
    const run = await drive(limited('{ w: { wait: PT1H } }'));
    expect(run).toMatchObject({ elapsed: 32_000, error: { status: 408, instance: '/do/0/t' } });
    expect(run.open).toEqual([]);
  });

  test('begins anew with each attempt, and ends with it', async () => {
    const run = await drive(limited('{ w: { wait: PT9S } }, { c: { call: x.y } }'), { answer: after(2) });
    expect(run).toMatchObject({ output: 3, elapsed: 29_000 });
  });

  test('does not hold for the tasks of the catch', async () => {
    const run = await drive(
      limited(
        '{ w: { wait: PT1H } }',
        `, do: [{ v: { wait: PT1M } }, { s: { set: '\${ $error.status }' } }]`,
      ),
    );
    expect(run.output).toBe(408);
  });
});
