import fc from 'fast-check';

/** Flows that chance wrote: every kind of task, inside of every other, leading anywhere. As data that JSON can hold. */

type Json = Readonly<Record<string, unknown>>;

const names = ['a', 'b', 'c', 'd'] as const;

const values = fc.constantFrom(
  '${ {n: ((.n? // 0) + 1)} }',
  '${ {n: ((.n? // 0) + 1), from: ($input | type)} }',
  '${ . }',
  '${ .n + 1 }',
  '${ [., $context] | {n: length} }',
  '${ {n: ($task.startedAt.epoch.milliseconds % 7)} }',
);
const mapped = fc.constantFrom(
  '${ {n: ((.n? // 0) + 1)} }',
  '${ . }',
  '${ .n + 1 }',
  '${ {n: ($context | length)} }',
);
const conditions = fc.constantFrom(
  '${ (.n? // 0) < 2 }',
  '${ true }',
  '${ .n > 0 }',
  '${ $context == null }',
);
const durations = fc.constantFrom({ milliseconds: 0 }, { milliseconds: 700 }, { seconds: 3 }, { minutes: 2 });
const type = fc.constantFrom('x.happened', 'y.happened', 'z.happened');
const filter = type.map((one) => ({ with: { type: one } }));

/** Most tasks have nothing around them: else few runs would come far. */
const seldom = <T>(value: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });

/** Where a task leads. */
const way = seldom(fc.constantFrom('continue', 'exit', 'end', ...names), 3);

const around = fc
  .record({
    if: seldom(conditions),
    then: way,
    timeout: seldom(durations.map((after) => ({ after }))),
    input: seldom(mapped.map((from) => ({ from }))),
    output: seldom(values.map((as) => ({ as }))),
    export: seldom(fc.constantFrom({ as: '${ {last: .} }' }, { as: '${ {n: (.n? // 0)} }' })),
  })
  .map((parts) => parts as Json & { readonly then: string | undefined });

const strategy = fc.oneof(
  filter.map((one) => ({ one })),
  fc.array(filter, { minLength: 1, maxLength: 2 }).map((any) => ({ any })),
  fc.array(filter, { minLength: 1, maxLength: 2 }).map((all) => ({ all })),
  fc
    .tuple(filter, fc.constantFrom('${ length > 1 }', '${ . == null }'))
    .map(([one, until]) => ({ any: [one], until })),
  fc.tuple(filter, filter).map(([one, until]) => ({ any: [one], until: { one: until } })),
);

const leaf: fc.Arbitrary<Json> = fc.oneof(
  values.map((set) => ({ set })),
  fc.constant({
    call: 'http',
    with: { method: 'post', endpoint: 'https://effects.example', body: '${ . }' },
  }),
  durations.map((wait) => ({ wait })),
  type.map((one) => ({
    emit: { event: { with: { source: 'https://flows.example', type: one, data: '${ . }' } } },
  })),
  strategy.map((to) => ({ listen: { to } })),
  fc.constantFrom(400, 503).map((status) => ({
    raise: { error: { type: 'https://errors.example/own', status, title: 'Own' } },
  })),
  fc.boolean().map((wait) => ({
    run: {
      workflow: { namespace: 'x', name: 'other', version: '1.0.0', input: { n: '${ .n? }' } },
      await: wait,
    },
  })),
);

const retry = fc.record(
  {
    delay: durations,
    backoff: fc.constantFrom({ constant: {} }, { linear: {} }, { exponential: {} }),
    limit: fc.constantFrom(
      { attempt: { count: 2 } },
      { attempt: { count: 3, duration: { seconds: 2 } } },
      { duration: { seconds: 9 } },
    ),
    jitter: fc.constant({ from: { milliseconds: 10 }, to: { milliseconds: 300 } }),
  },
  { requiredKeys: ['limit'] },
);

const errors = fc.constantFrom(
  {},
  { errors: { with: { status: 503 } } },
  { errors: { with: { status: 408 } } },
);

const taskOf = (depth: number): fc.Arbitrary<Json> => {
  if (depth === 0) return leaf;
  const list = listOf(depth - 1);
  const block: fc.Arbitrary<Json> = fc.oneof(
    list.map((tasks) => ({ do: tasks })),
    fc
      .record({ in: fc.constantFrom('${ [range(3)] }', '${ [] }', '${ [.n?, 2] }'), do: list })
      .map(({ in: items, do: tasks }) => ({ for: { each: 'item', in: items }, do: tasks })),
    fc
      .record({ branches: listOf(depth - 1, false), compete: fc.boolean() })
      .map((inside) => ({ fork: inside })),
    fc
      .tuple(list, errors, fc.record({ retry, do: list }, { requiredKeys: [] }))
      .map(([tasks, some, more]) => ({ try: tasks, catch: { ...some, ...more } })),
    fc
      .tuple(strategy, list)
      .map(([to, tasks]) => ({ listen: { to }, foreach: { item: 'event', do: tasks } })),
    fc
      .tuple(conditions, fc.constantFrom(...names, 'exit', 'end', 'continue'))
      .map(([when, then]) => ({ switch: [{ one: { when, then } }] })),
  );
  return fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 4, arbitrary: block });
};

/** Only ways that are there: to tasks of the same list, and from a task in the middle none that leaves those behind it alone. */
const listOf = (depth: number, isList = true): fc.Arbitrary<readonly Json[]> =>
  fc
    .array(fc.tuple(taskOf(depth), around), { minLength: 1, maxLength: depth === 0 ? 2 : names.length })
    .map((tasks) => {
      const own: readonly string[] = isList ? names.slice(0, tasks.length) : [];
      const fit = (then: string): string => (then.length === 1 && !own.includes(then) ? 'continue' : then);
      return tasks.map(([task, { then, ...more }], at) => {
        const last = at === tasks.length - 1;
        const leads = isList && last && then !== undefined;
        const mayPass = !last && 'raise' in task ? { if: '${ (.n? // 0) > 1 }' } : {};
        return {
          [names[at] ?? '']: {
            ...withWays(task, fit),
            ...more,
            ...mayPass,
            ...(leads && { then: fit(then) }),
          },
        };
      });
    });

const withWays = (task: Json, fit: (then: string) => string): Json => {
  const cases = task['switch'] as readonly { one: { when: string; then: string } }[] | undefined;
  if (cases === undefined) return task;
  return { switch: cases.map(({ one }) => ({ one: { ...one, then: fit(one.then) } })) };
};

/** The text of a flow; JSON is YAML. */
export const flowTexts: fc.Arbitrary<string> = fc.tuple(listOf(2), seldom(durations)).map(([tasks, after]) =>
  JSON.stringify({
    document: { dsl: '1.0.3', namespace: 'test', name: 'chance', version: '1.0.0' },
    ...(after !== undefined && { timeout: { after } }),
    do: tasks,
  }),
);
