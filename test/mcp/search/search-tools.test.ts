import { expect, test } from '@jest/globals';
import { searchTools } from '../../../mcp-servers/search/search-tools.ts';
import { searched } from '../../setup/searched.ts';

const tools = [
  searched({
    call: 'POST /orders',
    title: 'Create an order',
    takes: { state: { enum: ['open', 'paid'] }, items: { type: 'array', items: { type: 'string' } } },
  }),
  searched({ call: 'GET /orders', title: 'List orders' }),
  searched({ call: 'DELETE /orders/{orderId}', title: 'Delete an order' }),
  searched({ call: 'GET /reports', title: 'List reports', group: 'office' }),
];
const found = searchTools(tools);
const told = (name: string, given: Readonly<Record<string, unknown>>) => {
  const answer = found.handle(name, given);
  if (answer?.kind !== 'answer') throw new Error(`"${name}" answered nothing`);
  const [part] = answer.result['content'] as readonly { readonly text: string }[];
  return { text: part?.text ?? '', isError: answer.result['isError'] === true };
};

test('three tools stand in for all, and say what there is', () => {
  expect(found.definitions.map(({ name }) => name)).toEqual(['search_tools', 'describe_tools', 'call_tool']);
  expect(found.definitions[0]?.['description']).toContain('There are 4: shop (3), office (1)');
  expect(found.definitions[2]?.['annotations']).toEqual({ destructiveHint: true });
  const reading = searchTools(tools.filter(({ hints }) => hints.readOnly)).definitions;
  expect(reading[2]?.['annotations']).toEqual({ readOnlyHint: true });
  // Of one group there is nothing to choose.
  expect(JSON.stringify(searchTools(tools.slice(0, 1)).definitions)).not.toContain('"group"');
  expect(JSON.stringify(found.definitions).length).toBeLessThan(2_000);
});

test('a search tells what fits, what each takes, and all of the best', () => {
  const { text, isError } = told('search_tools', { query: 'make an order' });
  expect(isError).toBe(false);
  expect(text).toContain('1. post_orders: Create an order [changes something]');
  expect(text).toContain('(state?: "open"|"paid", items?: string[])');
  expect(text).toContain('inputSchema: {"type":"object"');
  expect(told('search_tools', { query: 'remove order' }).text).toContain(
    '1. delete_orders_orderId_: Delete an order [destructive]\n   (orderId: string)',
  );
  expect(told('search_tools', { query: 'list', group: 'office' }).text).toContain('of 1 tools');
});

test('what an agent can mend it is told', () => {
  expect(told('search_tools', { query: ' ' })).toMatchObject({ isError: true });
  expect(told('search_tools', { limit: 3 }).text).toContain('- query:');
  expect(told('search_tools', { query: 'orders', limit: 100 }).text).toContain('- limit:');
  expect(told('search_tools', { query: 'orders', group: 'none' }).text).toBe(
    'There is no group "none", only: shop, office.',
  );
  expect(told('search_tools', { query: 'qqqqzz' })).toMatchObject({
    isError: false,
    text: expect.stringContaining('No tool fits "qqqqzz"') as unknown,
  });
  expect(told('call_tool', { name: 'get_order' })).toEqual({
    isError: true,
    text: 'There is no tool "get_order". Did you mean "get_orders"?',
  });
  expect(told('call_tool', { name: 'get_orders', arguments: 'no object' }).text).toContain('- arguments:');
});

test('a call is handed on, its arguments as an object or as a text', () => {
  const call = { kind: 'call', name: 'get_orders', arguments: { limit: 1 } };
  expect(found.handle('call_tool', { name: 'get_orders', arguments: { limit: 1 } })).toEqual(call);
  expect(found.handle('call_tool', { name: 'get_orders', arguments: '{"limit":1}' })).toEqual(call);
  expect(found.handle('call_tool', { name: 'get_orders' })).toEqual({ ...call, arguments: {} });
  expect(found.handle('get_orders', {})).toBeUndefined();
});

test('tools are described as a list would, and unknown ones beside them are named', () => {
  const { text, isError } = told('describe_tools', { names: ['get_orders', 'gone'] });
  expect(isError).toBe(false);
  expect(text.split('\n')[0]).toBe(JSON.stringify(tools[1]?.definition()));
  expect(text).toContain('There is no tool "gone"');
  expect(told('describe_tools', { names: ['gone'] }).isError).toBe(true);
  expect(told('describe_tools', { names: [] }).isError).toBe(true);
});
