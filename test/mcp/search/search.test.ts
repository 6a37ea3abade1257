import { expect, test } from '@jest/globals';
import { openIndex } from '../../../mcp-servers/search/open-index.ts';
import { finder, searched, type ToolWish } from '../../setup/searched.ts';
import { verifies } from '../../setup/verifies.ts';

/** A shop and its help desk, as documents describe such things. */
const wishes: readonly ToolWish[] = [
  { call: 'GET /users', title: 'List users' },
  { call: 'GET /users/{userId}', title: 'Get a user', answers: { birthday: {}, nickname: {} } },
  { call: 'GET /users/{userId}/settings', title: 'Get the settings of a user' },
  { call: 'PATCH /users/{userId}/settings', title: 'Update the settings of a user' },
  { call: 'DELETE /users/{userId}', title: 'Delete a user' },
  { call: 'GET /me', title: 'Get the current user' },
  { call: 'GET /me/orders', title: 'List orders of the current user' },
  { call: 'GET /orders', title: 'List orders', takes: { status: {}, customerId: {} } },
  { call: 'POST /orders', title: 'Create an order' },
  { call: 'GET /orders/{orderId}', title: 'Get an order' },
  { call: 'POST /orders/{orderId}/cancel', title: 'Cancel an order' },
  { call: 'POST /orders/{orderId}/refunds', title: 'Create a refund', description: 'Pays money back.' },
  { call: 'GET /orders/{orderId}/invoice', title: 'Get the invoice of an order' },
  { call: 'GET /customers/search', title: 'Search customers', takes: { query: {} } },
  { call: 'POST /customers', title: 'Create a customer' },
  { call: 'GET /customers/{customerId}/addresses', title: 'List addresses' },
  { call: 'GET /products', title: 'List products' },
  { call: 'GET /products/{productId}/images', title: 'Get images' },
  { call: 'PUT /products/{productId}/price', title: 'Change the price of a product' },
  { call: 'POST /tickets', title: 'Open a ticket', group: 'desk' },
  { call: 'POST /tickets/{ticketId}/messages', title: 'Send a message', group: 'desk' },
  { call: 'GET /repos/{owner}/{repository}/branches', title: 'List branches', group: 'desk' },
];
const tools = wishes.map(searched);
const find = finder(tools);
const first = (query: string): string | undefined => find(query)[0];

verifies('mcp.search.finds', 'what does the thing is found by other words than its own', () => {
  expect(first('remove a user')).toBe('DELETE /users/{userId}');
  expect(first('change the configuration of a user')).toBe('PATCH /users/{userId}/settings');
  expect(first('make a new order')).toBe('POST /orders');
  expect(first('photos of a product')).toBe('GET /products/{productId}/images');
  expect(first('the bill for an order')).toBe('GET /orders/{orderId}/invoice');
  expect(first('modify what a product costs: its price')).toBe('PUT /products/{productId}/price');
  expect(first('reimburse: refunds for orders')).toBe('POST /orders/{orderId}/refunds');
  expect(first('branches of my repo')).toBe('GET /repos/{owner}/{repository}/branches');
  expect(first('write a text in an issue: send it')).toBe('POST /tickets/{ticketId}/messages');
});

verifies('mcp.search.finds', 'of one noun the verb decides, whatever the order of the words', () => {
  expect(first('list orders')).toBe('GET /orders');
  expect(first('create order')).toBe('POST /orders');
  expect(first('cancel the order')).toBe('POST /orders/{orderId}/cancel');
  expect(first('show me how to cancel an order')).toBe('POST /orders/{orderId}/cancel');
  expect(first('get the settings of users')).toBe('GET /users/{userId}/settings');
  expect(first('update settings')).toBe('PATCH /users/{userId}/settings');
});

verifies('mcp.search.finds', 'who names a thing only gets the thing, not what is below it', () => {
  expect(first('users')).toBe('GET /users');
  expect(find('get a user').slice(0, 2)).toContain('GET /users/{userId}');
  expect(find('get a user')).not.toContain('GET /users/{userId}/settings');
});

verifies('mcp.search.finds', 'mistyped words are understood', () => {
  expect(first('adresses of a custmer')).toBe('GET /customers/{customerId}/addresses');
  expect(first('list prodcts')).toBe('GET /products');
  expect(first('cancle orders')).toContain('orders');
});

verifies('mcp.search.finds', 'what a tool needs to know comes with the tool that tells it', () => {
  const found = find('addresses of the customer Ada Lovelace', { limit: 2 });
  expect(found).toEqual(['GET /customers/{customerId}/addresses', 'GET /customers/search']);
  const hits = openIndex(tools).search('addresses of the customer Ada Lovelace', { limit: 2 });
  expect(hits[1]?.neededBy).toBe(hits[0]?.at);
  // Whoever gives the id needs no look-up.
  expect(find('addresses of customer id 4711', { limit: 2 })).not.toContain('GET /customers/search');
});

verifies('mcp.search.finds', 'a task of several steps gets a tool for each', () => {
  expect(find('create a customer and open a ticket').slice(0, 2).sort()).toEqual([
    'POST /customers',
    'POST /tickets',
  ]);
  expect(find('cancel the order, then send a message', { limit: 4 })).toEqual(
    expect.arrayContaining(['POST /orders/{orderId}/cancel', 'POST /tickets/{ticketId}/messages']),
  );
});

test('"my" is about whoever asks, and answers are known by their fields', () => {
  expect(first('my orders')).toBe('GET /me/orders');
  expect(first('what is the birthday of a user')).toBe('GET /users/{userId}');
});

test('a group is searched alone', () => {
  const groups = find('send a message about an order', { limit: 20, group: 'desk' });
  expect(groups.length).toBeGreaterThan(0);
  expect(groups.filter((call) => !/tickets|repos/.test(call))).toEqual([]);
});

test('nothing is found for nothing, and no words are too strange', () => {
  expect(openIndex([]).search('anything', { limit: 5 })).toEqual([]);
  for (const query of ['', '   ', '"', 'the of and', 'zzzzqq xxyyx', '🦄', '\u0000', '__proto__ constructor'])
    expect(find(query)).toEqual([]);
  expect(find(`${'order '.repeat(2_000)}"`.repeat(3)).length).toBeGreaterThan(0);
  expect(find('\'cancel\' "order"')).toContain('POST /orders/{orderId}/cancel');
});

test('what is found is the same at every asking, without doubles, within the limit, best first', () => {
  const index = openIndex(tools);
  const ask = () => index.search('orders of a customer', { limit: 7 });
  expect(ask()).toEqual(ask());
  expect(new Set(ask().map(({ at }) => at)).size).toBe(7);
  expect(ask().every(({ score }) => score > 0 && score <= 1)).toBe(true);
});

test('tools without an address are found by their names', () => {
  const bare = ['createContact', 'list_contacts', 'delete-contact', 'sendSMSMessage', 'getURLForReport'].map(
    (name) => ({
      ...searched({ call: 'GET /', title: '', name }),
      route: undefined,
      hints: { readOnly: /list|get/.test(name), destructive: name.startsWith('delete') },
    }),
  );
  const index = openIndex(bare);
  const name = (query: string) => bare[index.search(query, { limit: 1 })[0]?.at ?? -1]?.name;
  expect(name('add a new contact')).toBe('createContact');
  expect(name('show all contacts')).toBe('list_contacts');
  expect(name('remove contact')).toBe('delete-contact');
  expect(name('text somebody an sms')).toBe('sendSMSMessage');
  expect(name('url of the report')).toBe('getURLForReport');
});
