import { expect, test } from '@jest/globals';
import type { JournalEntry, RunWait } from '../../admin-ui/src/api/shapes.ts';
import { durationText } from '../../admin-ui/src/runs/duration.ts';
import { fixOf } from '../../admin-ui/src/runs/error-fix.ts';
import { factsOf } from '../../admin-ui/src/runs/task-facts.ts';
import { readKey } from '../../admin-ui/src/runs/task-key.ts';
import { shownRows, timelineOf, type TimelineNode } from '../../admin-ui/src/runs/timeline.ts';
import { holdsRedacted, isRedacted } from '../../admin-ui/src/show/redacted.ts';

const start = Date.UTC(2026, 0, 1);
const at = (ms: number): string => new Date(start + ms).toISOString();

let seq = 0;
const entry = (kind: JournalEntry['kind'], key: string, more: Partial<JournalEntry> = {}): JournalEntry => {
  seq += 1;
  return { seq, kind, key, place: '', body: null, beganAt: at(seq * 10), at: at(seq * 10 + 5), ...more };
};

interface Given {
  readonly entries: readonly JournalEntry[];
  readonly waits?: readonly RunWait[];
  readonly endedAt?: number | null;
  readonly failedAt?: string;
}

const nodesOf = ({ entries, waits = [], endedAt = null, failedAt }: Given): TimelineNode[] =>
  timelineOf(factsOf({ entries, waits, tasks: [], startedAt: start, endedAt }), failedAt ?? null);

const outline = (nodes: readonly TimelineNode[]): string[] =>
  shownRows(nodes, () => true).map(({ id, depth, state }) => `${'  '.repeat(depth)}${id} ${state}`);

test('a key is read as the engine writes it', () => {
  expect(readKey('/each#2/send@1').steps).toEqual([
    { kind: 'task', name: 'each', round: 0 },
    { kind: 'iteration', number: 2 },
    { kind: 'task', name: 'send', round: 1 },
  ]);
  expect(readKey('/guarded!1/fetch:timeout')).toMatchObject({ timer: 'timeout', own: '/guarded!1/fetch' });
  expect(readKey('/send/*').steps).toEqual([{ kind: 'task', name: 'send', round: 0 }]);
});

test('iterations and attempts hold their tasks, also the first attempt, which has no mark', () => {
  const entries = [
    entry('task', '/each#0/send'),
    entry('task', '/each#1/send'),
    entry('failed', '/guarded/fetch', { body: { detail: 'It refuses.' } }),
    entry('due', '/guarded:retry'),
    entry('done', '/guarded!1/fetch'),
  ];
  expect(outline(nodesOf({ entries }))).toEqual([
    '/each done',
    '  /each#0 done',
    '    /each#0/send done',
    '  /each#1 done',
    '    /each#1/send done',
    '/guarded done',
    '  /guarded!0 failed',
    '    /guarded/fetch failed',
    '  /guarded/:retry@1 done',
    '  /guarded!1 done',
    '    /guarded!1/fetch done',
  ]);
});

test('what a run failed at takes along what it stands in; a failure that was caught does not', () => {
  const place = '/do/0/outer/do/0/inner';
  const entries = [
    entry('failed', '/outer/inner', { place }),
    entry('failed', '/other/inner', { place: '/x' }),
  ];
  expect(outline(nodesOf({ entries, endedAt: start + 1_000, failedAt: place }))).toEqual([
    '/outer failed',
    '  /outer/inner failed',
    '/other done',
    '  /other/inner failed',
  ]);
});

test('what is waited for stands there as waiting, and a limit does not', () => {
  const waits: RunWait[] = [
    { key: '/pause:wait', dueAt: at(60_000), eventType: null, subject: null },
    { key: '/pause:timeout', dueAt: at(90_000), eventType: null, subject: null },
    { key: '/hear', dueAt: null, eventType: 'order.paid', subject: null },
  ];
  const nodes = nodesOf({ entries: [entry('task', '/first')], waits });
  expect(outline(nodes)).toEqual(['/first done', '/pause waiting', '/hear waiting']);
  expect(nodes.at(-1)?.fact?.wait?.eventTypes).toEqual(['order.paid']);
});

test('a task that was taken back by a retry shows what came of it afterwards', () => {
  const entries = [entry('undone', '/fetch'), entry('undone', '/late'), entry('done', '/fetch')];
  expect(outline(nodesOf({ entries }))).toEqual(['/fetch done', '/late undone']);
});

test('a run that is over has nothing under way', () => {
  const entries = [entry('arrived', '/hear')];
  expect(outline(nodesOf({ entries }))).toEqual(['/hear waiting']);
  expect(outline(nodesOf({ entries, endedAt: start + 99_000 }))).toEqual(['/hear stopped']);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 sec'],
  [2_440, '2.4 sec'],
  [59_400, '59 sec'],
  [59_900, '1 min'],
  [200_000, '3 min 20 sec'],
  [3_600_000, '1 hr'],
  [86_400_000 * 2 + 4_000, '2 days'],
  [-5, '0 ms'],
])('%d ms are %s', (ms, text) => {
  expect(durationText('en', ms)).toBe(text);
});

test('where a person can do something about a failure, it is said where', () => {
  const type = (kind: string) => `https://serverlessworkflow.io/spec/1.0.0/errors/${kind}`;
  const page = (error: object) => fixOf({ error, flow: 'orders' })?.page;
  expect(page({ code: 'connection_not_ready', response: { connection: 'cxn_1' } })).toBe('connections/cxn_1');
  expect(page({ code: 'connection_not_ready' })).toBe('connections');
  const none = { code: 'connection_not_ready', response: { connector: 'shop' } };
  expect(page(none)).toBe('connections?new=1&for=shop');
  expect(page({ code: 'not_found', response: { connector: 'shop', noConnection: 'main' } })).toBe(
    'connections?new=1&for=shop',
  );
  const gone = { connector: 'shop', operation: 'getOrder', lastVersion: 3 };
  expect(fixOf({ error: { code: 'not_found', response: gone }, flow: 'orders' })).toMatchObject({
    ...{ text: 'runs.fix.operation', page: 'connectors/shop?tab=versions&version=3' },
    values: { operation: 'getOrder', version: 3 },
  });
  expect(page({ detail: 'This space has no secret "key". Set it under Secrets.' })).toBe('secrets');
  expect(page({ type: type('expression') })).toBe('flows/orders');
  const reads = { type: type('expression'), detail: 'null cannot be parsed, in ${ $ENV.LIMITS | fromjson }' };
  expect(fixOf({ error: reads, flow: 'orders' })).toMatchObject({
    variable: 'LIMITS',
    page: 'variables/LIMITS',
  });
  expect(fixOf({ error: { type: type('communication') }, flow: 'orders' })?.text).toBe('runs.fix.passing');
  const answered = (status: number, more: object = {}) =>
    fixOf({ error: { type: type('communication'), status, ...more }, flow: 'orders' })?.text;
  expect([404, 400, 422].map((status) => answered(status))).toEqual(Array(3).fill('runs.fix.refused'));
  expect([401, 403].map((status) => answered(status))).toEqual(Array(2).fill('runs.fix.authentication'));
  expect([500, 503, 408, 429].map((status) => answered(status))).toEqual(Array(4).fill('runs.fix.passing'));
  expect(answered(409, { retryable: true })).toBe('runs.fix.passing');
  expect(fixOf({ error: { type: 'https://example.com/own' }, flow: 'orders' })).toBeNull();
});

test('marks of redacted values are told from other texts', () => {
  expect(['***', '***1***', '***apiKey***'].map(isRedacted)).toEqual([true, true, true]);
  expect(['**', 'a ***1***', '*** not ***', 7].map(isRedacted)).toEqual([false, false, false, false]);
  expect(holdsRedacted({ a: [{ b: 'Bearer ***apiKey***' }] })).toBe(true);
  expect(holdsRedacted({ a: ['plain'] })).toBe(false);
});
