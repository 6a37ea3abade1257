import { expect, test } from '@jest/globals';
import { readQuery } from '../../../mcp-servers/search/read-query.ts';
import { stem } from '../../../mcp-servers/search/stem.ts';
import { openTypos } from '../../../mcp-servers/search/typos.ts';
import { wordsOf } from '../../../mcp-servers/search/words.ts';

test('names of all kinds come apart at their words', () => {
  expect(wordsOf('getUserByID')).toEqual(['get', 'user', 'by', 'id']);
  expect(wordsOf('HTTPServer_error-code')).toEqual(['http', 'server', 'error', 'code']);
  expect(wordsOf('/v1/users/{user_id}')).toEqual(['v1', 'users', 'user', 'id']);
  expect(wordsOf("the customer's <b>order</b>, Größe 2XL")).toEqual([
    ...['the', 'customer', 'order', 'größe', '2', 'xl'],
  ]);
});

test('endings make no other word', () => {
  const same = [
    ['company', 'companies'],
    ['directed', 'director', 'directing', 'direct'],
    ['recommend', 'recommendation', 'recommendations', 'recommended'],
    ['address', 'addresses'],
    ['box', 'boxes'],
    ['person', 'people'],
    ['cancel', 'cancels', 'canceled'],
    ['stop', 'stopped', 'stopping'],
    ['pay', 'payments', 'paid'],
    ['translate', 'translation', 'translations'],
    ['release', 'releases', 'released'],
  ];
  for (const words of same) expect(new Set(words.map(stem)).size).toBe(1);
  const different = ['status', 'state', 'news', 'new', 'user', 'use', 'order', 'product', 'production'];
  expect(new Set(different.map(stem)).size).toBe(different.length);
});

test('a query is read as what is to be done, with what, and what is only a name', () => {
  const { clauses, namesOne, asksOwn } = readQuery(
    'Skip to the next track and set the volume of Kitchen to 60',
  );
  expect(clauses.map(({ deeds }) => [...deeds])).toEqual([['stop'], ['update']]);
  expect(namesOne).toBe(true);
  expect(asksOwn).toBe(false);
  const kitchen = clauses[1]?.terms.find(({ word }) => word === 'kitchen');
  expect(kitchen).toMatchObject({ isName: true });
  // Where all words begin so it says nothing.
  expect(readQuery('Create A New Customer').namesOne).toBe(false);
  // A noun after "and" is no other thing to do.
  expect(readQuery('list users and groups').clauses).toHaveLength(1);
  expect(readQuery('list the open issues').clauses[0]?.deeds).toEqual(new Set(['read']));
  expect(readQuery('refund a charge').clauses[0]?.deeds).toEqual(new Set(['act']));
});

test('a mistyped word is near to what was meant, a short or strange one to nothing', () => {
  const typos = openTypos(['subscrib', 'customer', 'order', 'invoic']);
  expect(typos.near('custmer')[0]?.term).toBe('customer');
  expect(typos.near(stem('invoce'))[0]?.term).toBe('invoic');
  expect(typos.near('xylophone')).toEqual([]);
  expect(typos.near('ord')).toEqual([]);
});
