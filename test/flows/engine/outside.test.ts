import { describe, expect, test } from '@jest/globals';
import { drive } from '../../setup/flow-driver.ts';

describe('call', () => {
  test('asks for a function of the language, with its arguments worked out', async () => {
    const text = `do: [{ c: { input: { from: .in }, timeout: { after: PT5S }, call: http, with: { method: post, endpoint: 'https://a.example/{id}', body: { x: '\${ .n }' } }, output: { as: '.body' } } }]`;
    const run = await drive(text, {
      input: { in: { n: 1, id: 7 } },
      answer: () => ({ output: { body: 'ok' } }),
    });
    expect(run.works).toEqual([
      {
        ...{ kind: 'call', key: '/c', effect: '/c', place: '/do/0/c', function: 'http', timeoutMs: 5_000 },
        with: { method: 'post', endpoint: 'https://a.example/{id}', body: { x: 1 } },
        input: { n: 1, id: 7 },
      },
    ]);
    expect(run.output).toBe('ok');
  });

  test('asks for an operation over a connection', async () => {
    const text = `do: [{ c: { call: crm.create, with: { name: '\${ .name }' }, metadata: { connection: '\${ .over }' } } }]`;
    const run = await drive(text, { input: { name: 'Ada', over: 'main' } });
    expect(run.works).toMatchObject([
      {
        function: 'operation',
        operation: 'crm.create',
        connection: 'main',
        with: { name: 'Ada' },
        timeoutMs: null,
      },
    ]);
  });

  test('fails as the other side says', async () => {
    const run = await drive(`do: [{ c: { call: x.y } }]`, {
      answer: () => ({ failure: { kind: 'authorization', detail: 'no', more: { code: 'forbidden' } } }),
    });
    expect(run.error).toEqual({
      ...{ type: 'https://serverlessworkflow.io/spec/1.0.0/errors/authorization', status: 403 },
      ...{ title: 'This is not allowed', detail: 'no', instance: '/do/0/c', code: 'forbidden' },
    });
    expect(run.rows).toEqual([]);
  });

  describe('of a function of the document', () => {
    const functions = `use: { functions: { double: { input: { schema: { document: { type: object, required: [n] } } }, set: { n: '\${ .n * 2 }' }, output: { as: .n } }, both: { do: [{ a: { call: double, with: { n: '\${ .n }' } } }, { b: { call: double, with: { n: '\${ . }' } } }] } } }\n`;

    test('gives what its task gives for the arguments', async () => {
      const text = `${functions}do: [{ c: { call: both, with: { n: '\${ .x }' }, output: { as: '{ got: . }' } } }]`;
      const run = await drive(text, { input: { x: 3 } });
      expect(run.output).toEqual({ got: 12 });
      expect(run.rows.map(({ key, place }) => [key, place])).toEqual([
        ['/c/both/a/double', '/use/functions/double'],
        ['/c/both/b/double', '/use/functions/double'],
      ]);
    });

    test('checks the arguments', async () => {
      const run = await drive(`${functions}do: [{ c: { call: double } }]`);
      expect(run.error).toMatchObject({ status: 400, instance: '/use/functions/double' });
    });

    test('knows nothing of the loop that it is called in', async () => {
      const text = `use: { functions: { f: { set: { item: '\${ .given }', task: '\${ $task.name }' } } } }
do: [{ l: { for: { in: '[7]' }, do: [{ c: { call: f, with: { given: '\${ $item }' } } }] } }]`;
      expect((await drive(text)).output).toEqual({ item: 7, task: 'f' });
    });
  });

  describe('of asyncapi', () => {
    const text = (consume: string, more = ''): string =>
      `do: [{ c: { call: asyncapi, with: { document: { endpoint: 'https://a.example/a.json' }, operation: inbox, subscription: { filter: '\${ .payload.room == $input.room }', consume: { ${consume} }${more} } } } }]`;

    test('says which messages are taken, and when it is enough', async () => {
      const run = await drive(text(`until: '\${ .payload.last }', for: { seconds: 10 }`), {
        input: { room: 1 },
      });
      const [work] = run.works;
      const rules = work?.kind === 'call' ? work.subscription : undefined;
      expect(rules).toMatchObject({ amount: null, forMs: 10_000 });
      const message = (payload: unknown) => ({ payload, headers: {} });
      expect([{ room: 1 }, { room: 2 }].map((payload) => rules?.filter?.(message(payload)))).toEqual([
        true,
        false,
      ]);
      expect([{ last: true }, {}].map((payload) => rules?.until?.(message(payload)))).toEqual([true, false]);
      expect(rules?.while).toBeUndefined();
      expect(work?.with).not.toHaveProperty('subscription');
    });

    test('gives the messages', async () => {
      const run = await drive(text('amount: 2'), {
        answer: () => ({ output: [{ payload: 1 }, { payload: 2 }] }),
      });
      expect(run.output).toEqual([{ payload: 1 }, { payload: 2 }]);
    });

    test('goes through them', async () => {
      const foreach = `, foreach: { item: message, do: [{ e: { emit: { event: { with: { source: 'https://a.example', type: got, data: '\${ $message.payload + $index }' } } } } }, { w: { wait: PT1S } }], output: { as: .data } }`;
      const run = await drive(text('amount: 2', foreach), {
        answer: () => ({ output: [{ payload: 10 }, { payload: 20 }] }),
      });
      expect(run).toMatchObject({ output: [10, 21], elapsed: 2_000 });
      expect(run.emitted.map(({ data }) => data)).toEqual([10, 21]);
    });
  });
});

describe('run', () => {
  const script = (more: string): string =>
    `do: [{ r: { run: { script: { language: js, code: 'return "\${ .x }"', arguments: ['\${ .x }'] }${more} } } }]`;
  const result = { code: 0, stdout: 'out', stderr: 'err' };

  test.each([
    ['', 'out'],
    [', return: stdout', 'out'],
    [', return: stderr', 'err'],
    [', return: code', 0],
    [', return: all', result],
    [', return: none', null],
    [', await: false', { x: 'hi' }],
  ])('a script gives what { %s } says', async (more, output) => {
    const run = await drive(script(more), { input: { x: 'hi' }, answer: () => ({ output: result }) });
    expect(run.output).toEqual(output);
    // The code is the script's own, whatever it looks like.
    expect(run.works).toMatchObject([
      {
        process: 'script',
        await: !more.includes('await'),
        with: { code: 'return "${ .x }"', arguments: ['hi'] },
      },
    ]);
  });

  test.each([
    ['', 'faulted'],
    [', return: stderr', 'faulted'],
    [', return: none', 'faulted'],
    [', return: code', 'completed'],
    [', return: all', 'completed'],
  ])('a script that ends with another code than 0, with { %s }, is %s', async (more, status) => {
    const run = await drive(script(more), { answer: () => ({ output: { ...result, code: 3 } }) });
    expect(run.status).toBe(status);
    if (status === 'faulted')
      expect(run.error).toMatchObject({
        status: 500,
        code: 3,
        detail: 'The script ended with code 3: err',
        type: expect.stringMatching(/runtime$/),
      });
  });

  test.each([
    ['', 'given'],
    [', return: none', null],
    [', await: false', { user: 1 }],
  ])('a flow gives what { %s } says', async (more, output) => {
    const text = `do: [{ r: { run: { workflow: { namespace: test, name: other, version: 1.0.0, input: { u: '\${ .user }' } }${more} } } }]`;
    const run = await drive(text, { input: { user: 1 }, answer: () => ({ output: 'given' }) });
    expect(run.output).toEqual(output);
    expect(run.works).toMatchObject([
      { process: 'workflow', with: { namespace: 'test', name: 'other', version: '1.0.0', input: { u: 1 } } },
    ]);
  });

  test('a result that is none is an error of the task, and not of the engine', async () => {
    const run = await drive(script(''), { answer: () => ({ output: null }) });
    expect(run.error).toMatchObject({ status: 500, instance: '/do/0/r' });
  });
});

describe('emit', () => {
  const emitting = (attributes: string): string =>
    `do: [{ e: { emit: { event: { with: { source: 'https://a.example', type: t, ${attributes} } } } } }]`;

  test('fills in what an event needs, the same each time', async () => {
    const run = await drive(
      emitting(
        `data: { n: '\${ .n }' }, subject: 's\${ .n }', tenant: '\${ .none }', datacontenttype: application/json`,
      ),
      { input: { n: 1 } },
    );
    const event = {
      ...{
        specversion: '1.0',
        id: 'run_1/e',
        source: 'https://a.example',
        type: 't',
        time: '2026-01-01T00:00:00.000Z',
      },
      ...{ subject: 's1', datacontenttype: 'application/json', data: { n: 1 } },
    };
    expect(run.emitted).toEqual([event]);
    expect(run.output).toEqual(event);
  });

  test('takes an id and a time of its own', async () => {
    const run = await drive(emitting(`id: '\${ "order-" + .id }', time: '\${ .at }'`), {
      input: { id: '7', at: '2020-02-03T04:05:06Z' },
    });
    expect(run.emitted).toMatchObject([{ id: 'order-7', time: '2020-02-03T04:05:06Z' }]);
  });

  test('has an id for each turn, and one for all attempts', async () => {
    const text = `do: [{ l: { for: { in: '[1,2]' }, do: [{ t: { try: [{ e: { emit: { event: { with: { source: 'https://a.example', type: t } } } } }, { c: { call: x.y } }], catch: { retry: { limit: { attempt: { count: 1 } } }, do: [] } } }] } }]`;
    const run = await drive(text, { answer: () => ({ failure: { kind: 'runtime', detail: '' } }) });
    expect(run.emitted.map(({ id }) => id)).toEqual([
      'run_1/l#0/t/e',
      'run_1/l#0/t/e',
      'run_1/l#1/t/e',
      'run_1/l#1/t/e',
    ]);
  });

  test('needs a type that is a text', async () => {
    const run = await drive(
      `do: [{ e: { emit: { event: { with: { source: 'https://a.example', type: '\${ .none }' } } } } }]`,
    );
    expect(run.error).toMatchObject({ detail: 'An event needs a type.' });
    expect(run.emitted).toEqual([]);
  });
});

describe('wait', () => {
  test.each([
    ['PT30S', 30_000],
    ['PT0.5S', 500],
    ['P1DT2H', 93_600_000],
    ['{ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 }', 90_061_001],
    [`'\${ .iso }'`, 90_000],
    [`'\${ .units }'`, 1_500],
    ['{ seconds: 0 }', 0],
  ])('%s is %i ms, and the input goes on', async (given, ms) => {
    const input = { iso: 'PT1M30S', units: { seconds: 1.5 } };
    expect(await drive(`do: [{ w: { wait: ${given} } }]`, { input })).toMatchObject({
      elapsed: ms,
      output: input,
    });
  });

  test.each([
    ['"soon"'],
    ['5'],
    ['null'],
    ['{ seconds: -1 }'],
    ['{ seconds: "1" }'],
    ['{ weeks: 1 }'],
    ['"P200Y"'],
    ['"PT"'],
  ])('%s is no duration', async (given) => {
    const run = await drive(`do: [{ w: { wait: '\${ ${given} }' } }]`);
    expect(run.error).toMatchObject({ status: 400, detail: expect.stringContaining('is no duration') });
  });
});

test('now is the time of the latest event', async () => {
  const run = await drive(
    `do: [{ a: { set: ['x'] } }, { w: { wait: PT90S } }, { b: { set: '\${ [now, (now | todate)] }' } }]`.replace(
      "set: ['x']",
      'set: { x: 1 }',
    ),
  );
  expect(run.output).toEqual([Date.UTC(2026, 0, 1, 0, 1, 30) / 1000, '2026-01-01T00:01:30Z']);
});
