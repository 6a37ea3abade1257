import { expect, test } from '@jest/globals';
import type { Callable } from '../../admin-ui/src/api/shapes.ts';
import { nameOfServer } from '../../admin-ui/src/mcp-servers/server-name.ts';
import { clients, snippetFor } from '../../admin-ui/src/playground/client-setups.ts';
import { masked, wireCurl } from '../../admin-ui/src/playground/wire-curl.ts';
import { argumentsOf, sourceOf } from '../../admin-ui/src/toolsets/argument-plan.ts';
import { catalogueRows, openCatalogue } from '../../admin-ui/src/toolsets/catalogue-tree.ts';
import { moved, toolName, withTools, type ToolsetDraft } from '../../admin-ui/src/toolsets/draft.ts';
import { countByTool, findingsOfTool, messageAt } from '../../admin-ui/src/toolsets/findings.ts';

const callable = (name: string, own: Partial<Callable> = {}): Callable => ({
  ...{ name, origin: 'openapi', group: name.split('.')[0] ?? '', title: name, description: '', tags: [] },
  ...{
    hints: { readOnly: false, idempotent: false, destructive: false },
    permission: 'operations.call',
    usedBy: 0,
  },
  ...own,
});
const words = { flows: 'Flows', hub: 'This hub' };
const all = [
  callable('shop.list', { tags: ['orders'], title: 'List orders' }),
  callable('shop.ping', { description: 'Says whether orders are taken' }),
  callable('shop.pay', { tags: ['money'] }),
  callable('flow.greet', { origin: 'flow', group: 'flow' }),
  callable('jobs.list', { origin: 'hub', group: 'jobs' }),
];
const lines = (opened: readonly string[], search = ''): string[] =>
  catalogueRows(openCatalogue(all, words), new Set(opened), search).map(
    ({ level, label, place, beside }) => `${level} ${label} ${place}/${beside}`,
  );

test('the tree has connectors with their tags, then flows, then the hub; what has one section has none', () => {
  expect(lines([])).toEqual(['1 shop 1/3', '1 Flows 2/3', '1 This hub 3/3']);
  expect(lines(['connector shop', 'connector shop money', 'hub'])).toEqual([
    ...['1 shop 1/3', '2 money 1/3', '3 shop.pay 1/1', '2 orders 2/3', '2 shop.ping 3/3'],
    ...['1 Flows 2/3', '1 This hub 3/3', '2 jobs.list 1/1'],
  ]);
});

test('a search opens what fits: what is called so, and what is only said about others where nothing is', () => {
  expect(lines([], 'order')).toEqual(['1 shop 1/1', '2 orders 1/1', '3 List orders 1/1']);
  expect(lines([], 'taken')).toEqual(['1 shop 1/1', '2 shop.ping 1/1']);
  expect(lines([], 'nothing such')).toEqual([]);
});

test('five thousand operations cost the tree no more than a moment', () => {
  const many = Array.from({ length: 5_000 }, (_, at) =>
    callable(`api.call${at}`, { tags: [`tag ${at % 50}`] }),
  );
  const catalogue = openCatalogue(many, words);
  expect(catalogueRows(catalogue, new Set(), 'call49')).toHaveLength(1 + 50 + 111);
});

test.each([
  ['hubspot.createContact', 'hubspot_createContact'],
  ['flow.order-status', 'order-status'],
  ['a b.c/d', 'a_b_c_d'],
  [`long.${'x'.repeat(80)}`, 'x'.repeat(64)],
])('the operation %s becomes the tool %s', (operation, name) => {
  expect(toolName(operation, new Set())).toBe(name);
  expect(toolName(operation, new Set([name]))).toMatch(/^[a-zA-Z0-9_-]{1,62}_2$/);
});

test('tools are added once, and stay in the order that somebody gave them', () => {
  const empty = { title: '', tools: [] } as unknown as ToolsetDraft;
  const draft = withTools(withTools(empty, all.slice(0, 2)), all.slice(0, 3));
  expect(draft.tools.map(({ name }) => name)).toEqual(['shop_list', 'shop_ping', 'shop_pay']);
  expect(moved(draft, 0, 2).tools.map(({ name }) => name)).toEqual(['shop_ping', 'shop_pay', 'shop_list']);
  expect(moved(draft, 0, -1)).toBe(draft);
  expect(withTools(draft, all.slice(0, 3))).toBe(draft);
});

test('findings stand at their tool and their field', () => {
  const findings = [
    { path: '/tools/1/name', message: 'a' },
    { path: '/tools/1/arguments/id/fixed/value', message: 'b' },
    { path: '/tools', message: 'c' },
    { path: '/tools/11/name', message: 'd' },
  ];
  expect([...countByTool(findings)]).toEqual([
    [1, 2],
    [11, 1],
  ]);
  const own = findingsOfTool(findings, 1);
  expect(own.map(({ path }) => path)).toEqual(['/name', '/arguments/id/fixed/value']);
  expect(messageAt(own, '/arguments/id')).toBe('b');
  expect(messageAt(own, '/arguments/i')).toBeUndefined();
});

test('arguments are those of the operation, what must be given first, and what the toolset names wrongly last', () => {
  const input = {
    type: 'object',
    properties: { b: { $ref: '#/$defs/B' }, a: { type: ['string', 'null'] } },
    required: ['a'],
    $defs: { B: { enum: [1, 2], description: 'One of two.' } },
  };
  expect(argumentsOf(input, ['gone']).map(({ name, type, required }) => [name, type, required])).toEqual([
    ['a', 'string | null', true],
    ['b', 'enum', false],
    ['gone', '?', false],
  ]);
  expect(
    [{}, { hide: true }, { fixed: { value: null } }, { fixed: { fact: 'phone' } }].map(sourceOf),
  ).toEqual([...['model', 'hidden', 'value', 'fact']]);
});

test('no key stands in what is shown of the wire, and none in what is copied', () => {
  const secret = 'eyJhbGciOiJIUzI1NiJ9.secret';
  expect(masked('Authorization', `Bearer ${secret}`)).toBe('Bearer eyJhbG…');
  expect(masked('Accept', 'application/json')).toBe('application/json');
  const curl = wireCurl({
    ...{ method: 'POST', url: 'http://hub/mcp/x', body: { text: "it's" } },
    headers: { Authorization: `Bearer ${secret}`, Accept: 'a' },
  });
  expect(curl).toContain('Bearer $HUB_KEY');
  expect(curl).toContain(`it'\\''s`);
  expect(curl).not.toContain('secret');
});

test.each(clients)('the set-up of %s names the toolset', (client) => {
  const { text } = snippetFor(client, { origin: 'https://hub.example', toolset: 'orders', key: 'k-1' });
  expect(text).toContain('https://hub.example/mcp/orders');
  if (text.startsWith('{')) expect(() => JSON.parse(text) as unknown).not.toThrow();
});

test.each([
  [{ url: 'https://mcp.example.com/mcp', said: null }, 'example.com', 'example-com'],
  [{ url: 'https://x.y/', said: { title: 'Great Tools' } }, 'Great Tools', 'great-tools'],
  [{ url: 'https://x.y/', said: { title: ' ', name: '42' } }, '42', 'server'],
])('a server with %j is called %s', ({ url, said }, title, name) => {
  expect(nameOfServer(url, said)).toMatchObject({ title, name });
});
