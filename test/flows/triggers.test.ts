// slow: starts a hub
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { msUntilTrigger } from '../../flows/run/store-triggers.ts';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
let flows: FlowsOver;

beforeAll(async () => {
  hub = await startTestHub();
  flows = flowsOver(hub);
});
afterAll(async () => {
  await hub?.stop();
});

const endedRuns = async (name: string, count: number) => {
  await eventually(async () => {
    const runs = await flows.runsOf(name);
    expect(runs.filter(({ status }) => status === 'completed')).toHaveLength(count);
    expect(runs).toHaveLength(count);
  });
  return flows.runsOf(name);
};

const onOrder = `
schedule:
  on:
    one:
      with:
        type: order.placed
        data: '\${ .total > 10 }'`;

verifies(
  'flows.triggers.once',
  'an event begins a flow with the events as its input, once however often it is sent',
  async () => {
    await flows.publish('orders', { head: onOrder, tasks: "- note: { set: { id: '${ .[0].data.id }' } }" });
    const event = { type: 'order.placed', source: '/shop', id: 'e1', data: { id: 7, total: 12 } };
    await flows.event(event);
    await flows.event(event);
    await flows.event({ ...event, id: 'e2', data: { id: 8, total: 3 } });
    await flows.event({ ...event, id: 'e3', data: { id: 9, total: 30 } });
    const runs = await endedRuns('orders', 2);
    expect(runs.map(({ output }) => output)).toEqual(expect.arrayContaining([{ id: 7 }, { id: 9 }]));
    expect(runs[0]?.input).toMatchObject([{ type: 'order.placed', source: '/shop' }]);
  },
);

verifies('flows.triggers.once', 'takes events in all three forms of CloudEvents over HTTP', async () => {
  const head = 'schedule: { on: { one: { with: { type: form.tried } } } }';
  await flows.publish('forms', {
    head,
    tasks: "- note: { set: { from: '${ .[0].subject }', data: '${ .[0].data }' } }",
  });
  const structured = await hub.request('POST', '/api/events', {
    headers: { 'content-type': 'application/cloudevents+json' },
    raw: JSON.stringify({
      specversion: '1.0',
      id: 's',
      source: '/t',
      type: 'form.tried',
      subject: 'structured',
      data: 1,
    }),
  });
  const binary = await hub.request('POST', '/api/events', {
    headers: {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': 'b',
      'ce-source': '/t',
      'ce-type': 'form.tried',
      'ce-subject': 'bin%C3%A4ry',
    },
    raw: '{"n":2}',
  });
  const batch = await hub.request('POST', '/api/events', {
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    raw: JSON.stringify(
      ['x', 'y'].map((id) => ({ specversion: '1.0', id, source: '/t', type: 'form.tried', subject: id })),
    ),
  });
  expect([structured.status, binary.status, batch.status]).toEqual([202, 202, 202]);
  const runs = await endedRuns('forms', 4);
  expect(runs.map(({ output }) => output)).toEqual(
    expect.arrayContaining([
      { from: 'structured', data: 1 },
      { from: 'binäry', data: { n: 2 } },
      { from: 'x', data: null },
      { from: 'y', data: null },
    ]),
  );
});

test('refuses events that are none', async () => {
  const send = async (raw: string, headers: Record<string, string> = {}) =>
    (
      await hub.request('POST', '/api/events', {
        headers: { 'content-type': 'application/json', ...headers },
        raw,
      })
    ).status;
  expect(await send('{"type":"no dots"}')).toBe(400);
  expect(await send('[]')).toBe(400);
  expect(await send('7')).toBe(400);
  expect(await send('{}', { 'ce-specversion': '1.0', 'ce-type': 'a.b', 'ce-subject': '%zz' })).toBe(400);
});

test('a flow that needs several events begins when it has all of them', async () => {
  const head = `
schedule:
  on:
    all:
      - with: { type: paid.fully }
      - with: { type: packed.well }`;
  await flows.publish('ship', { head, tasks: "- note: { set: { types: '${ [.[].type] }' } }" });
  await flows.event({ type: 'paid.fully', id: '1', source: '/a' });
  await flows.event({ type: 'paid.fully', id: '2', source: '/a' });
  await flows.event({ type: 'packed.well', id: '3', source: '/a' });
  const [run] = await endedRuns('ship', 1);
  expect(run?.output).toEqual({ types: ['paid.fully', 'packed.well'] });
  await flows.event({ type: 'packed.well', id: '4', source: '/a' });
  await endedRuns('ship', 2);
});

test('what a flow emits begins another one', async () => {
  await flows.publish('listener', {
    head: 'schedule: { on: { one: { with: { type: chain.linked } } } }',
    tasks: "- note: { set: { source: '${ .[0].source }', weight: '${ .[0].data.weight }' } }",
  });
  await flows.publish('emitter', {
    tasks:
      "- tell: { emit: { event: { with: { type: chain.linked, source: 'https://a.example/x', data: { weight: '${ .w }' } } } } }",
  });
  await flows.run('emitter', { w: 3 });
  const [run] = await endedRuns('listener', 1);
  expect(run?.output).toEqual({ source: 'https://a.example/x', weight: 3 });
});

verifies(
  'flows.triggers.clock',
  'a schedule begins runs by the clock, and a paused flow has none',
  async () => {
    await flows.publish('ticks', {
      head: 'schedule: { every: { seconds: 1 } }',
      tasks: '- note: { set: { done: true } }',
    });
    await eventually(async () => expect((await flows.runsOf('ticks')).length).toBeGreaterThanOrEqual(2));
    await hub.request('POST', '/api/flows/ticks/pause', { body: {} });
    // A run may just have been begun.
    await eventually(async () => {
      const open = (await flows.runsOf('ticks')).filter(({ status }) => status !== 'completed');
      expect(open).toEqual([]);
    });
    const [trigger] = await hub.database.db.asSystem((tx) =>
      tx.query<{ due: number }>(
        "select count(*) as due from flow_triggers t join flows f on f.name = t.flow where t.flow = 'ticks' and f.state = 'active'",
      ),
    );
    expect(trigger?.due).toBe(0);
  },
);

test('a flow that runs again after its end does so', async () => {
  await flows.publish('again', {
    head: 'schedule: { after: { milliseconds: 1000 } }',
    tasks: '- note: { set: { done: true } }',
  });
  await eventually(async () => expect((await flows.runsOf('again')).length).toBeGreaterThanOrEqual(2));
  await hub.request('POST', '/api/flows/again/pause', { body: {} });
});

verifies('flows.order.key', 'runs of one key go one at a time and in order', async () => {
  await flows.publish('ordered', {
    metadata: "concurrency: { key: '${ .[0].subject }', max: 1, policy: queue }",
    head: 'schedule: { on: { one: { with: { type: message.came } } } }',
    tasks: "- pause: { wait: { milliseconds: 30 } }\n- note: { set: { n: '${ .[0].data.n }' } }",
  });
  for (let n = 0; n < 6; n += 1) {
    await flows.event({
      type: 'message.came',
      id: `m${n}`,
      source: '/c',
      subject: n % 2 === 0 ? 'ada' : 'bob',
      data: { n },
    });
  }
  const runs = await endedRuns('ordered', 6);
  for (const who of ['ada', 'bob']) {
    const own = runs.filter(({ input }) => (input as { subject: string }[])[0]?.subject === who);
    const times = await Promise.all(
      own.map(async ({ run }) => {
        const { json } = await hub.request('GET', `/api/runs/${run}/journal`);
        const items = (json as { items: { at: string; beganAt: string }[] }).items;
        return {
          began: Date.parse(items[0]?.beganAt ?? ''),
          ended: Date.parse(items.at(-1)?.at ?? ''),
          n: (own.find((one) => one.run === run)?.output as { n: number }).n,
        };
      }),
    );
    const inOrder = times.toSorted((one, other) => one.began - other.began);
    expect(inOrder.map(({ n }) => n)).toEqual(who === 'ada' ? [0, 2, 4] : [1, 3, 5]);
    inOrder
      .slice(1)
      .forEach(({ began }, at) => expect(began).toBeGreaterThanOrEqual(inOrder[at]?.ended ?? 0));
  }
});

verifies(
  'flows.order.replace',
  'a key that is full refuses, or lets the new run take the place of the old one',
  async () => {
    const tasks = '- hold: { listen: { to: { one: { with: { type: never.sent } } } } }';
    await flows.publish('full', {
      metadata: "concurrency: { key: '${ .who }', max: 1, policy: reject }",
      tasks,
    });
    const first = await flows.run('full', { who: 'ada' }, '0');
    const second = await hub.request('POST', '/api/flows/full/run?wait=0', {
      body: { input: { who: 'ada' } },
    });
    expect(second.status).toBe(409);
    const other = await flows.run('full', { who: 'bob' }, '0');
    await flows.act(first.run, 'cancel', { reason: 'enough' });
    await flows.until(first.run, 'cancelled');
    await flows.run('full', { who: 'ada' }, '0');
    await flows.act(other.run, 'cancel');

    await flows.publish('newest', {
      metadata: "concurrency: { key: '${ .who }', max: 1, policy: replace }",
      tasks,
    });
    const old = await flows.run('newest', { who: 'ada' }, '0');
    await flows.until(old.run, 'waiting');
    const fresh = await flows.run('newest', { who: 'ada' }, '0');
    await flows.until(old.run, 'cancelled');
    await flows.until(fresh.run, 'waiting');
  },
);

verifies('flows.triggers.once', 'a flow with an odd key takes an event from no other', async () => {
  const head = 'schedule: { on: { one: { with: { type: odd.came } } } }';
  const tasks = "- note: { set: { n: '${ .[0].data.n }' } }";
  const metadata = "concurrency: { key: '${ .[0].data.signs | implode }', max: 1, policy: queue }";
  await flows.publish('odd-key', { head, tasks, metadata });
  await flows.publish('plain-key', { head, tasks });
  await flows.event({ type: 'odd.came', source: '/c', id: 'o1', data: { n: 1, signs: [97, 0] } });
  for (const name of ['odd-key', 'plain-key'])
    expect((await endedRuns(name, 1)).map(({ output }) => output)).toEqual([{ n: 1 }]);
});

describe('what an expression makes of an event', () => {
  const emits = (attributes: string): string =>
    `- rest: { wait: { milliseconds: 1 } }\n- tell: { emit: { event: { with: { source: 'https://a.example', ${attributes} } } } }`;
  test.each([
    ['no type', emits(`type: '\${ "No type" }'`), 'is no type of one'],
    ['an answer of people', emits(`type: '\${ "approval" + ".answered" }', subject: apr_1`), 'the hub alone'],
    ['no text', emits(`type: note.made, data: '\${ "a" + ([0] | implode) }'`), 'NUL character'],
    ['an endless subject', emits(`type: note.made, subject: '\${ "x" * 501 }'`), '500 characters'],
    [
      'nothing that can be heard',
      `- hear: { listen: { to: { one: { with: { type: note.made, subject: '\${ [97, 0] | implode }' } } } } }`,
      'No event has such',
    ],
  ])('%s ends the run with its reason', async (what, tasks, reason) => {
    const name = what.replaceAll(' ', '-');
    await flows.publish(name, { tasks });
    const { status, error } = await flows.run(name);
    expect({ status, error: error?.['detail'] }).toEqual({
      status: 'faulted',
      error: expect.stringContaining(reason),
    });
  });

  test('a failure that the database could not hold is told all the same', async () => {
    await flows.publish('odd-failure', {
      tasks: `- rest: { wait: { milliseconds: 1 } }
- fail: { raise: { error: { type: 'https://a.example/e', status: 400, title: t, detail: '\${ [97, 0] | implode }' } } }`,
    });
    expect(await flows.run('odd-failure')).toMatchObject({ status: 'faulted', error: { detail: 'a\u0000' } });
  });
});

verifies('flows.triggers.clock', 'a paused flow that is due is not looked for without end', async () => {
  await flows.publish('rests', {
    head: 'schedule: { every: { seconds: 1 } }',
    tasks: '- note: { set: { done: true } }',
  });
  await hub.request('POST', '/api/flows/rests/pause', { body: {} });
  const { db } = hub.database;
  const due = async (): Promise<boolean> => {
    const [row] = await db.readAsSystem((tx) =>
      tx.query<{ due: boolean }>("select next_at < now() as due from flow_triggers where flow = 'rests'"),
    );
    return row?.due ?? false;
  };
  await eventually(due);
  expect((await db.readAsSystem(msUntilTrigger)) ?? 1).toBeGreaterThan(0);
});
