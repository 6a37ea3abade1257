import { expect, test } from '@jest/globals';
import { noFit, titleFit } from '../../admin-ui/src/list/title-fit.ts';
import type { FoundObject } from '../../admin-ui/src/palette/found-object.ts';
import { mostOfKind, shownOf, withAnswers } from '../../admin-ui/src/palette/held-objects.ts';
import { fittingGroups } from '../../admin-ui/src/palette/palette-groups.ts';

const object = (title: string, about = ''): FoundObject => ({ id: title, title, about, to: `/${title}` });
const titles = (found: readonly FoundObject[]): string[] => found.map(({ title }) => title);

test('kinds stand in the order in which they have answered, also when they answer again', () => {
  const first = withAnswers(new Map(), [['toolsets', { words: 'or', found: [object('Orders')] }]]);
  const second = withAnswers(first, [
    ['flows', { words: 'or', found: [] }],
    ['runs', { words: 'or', found: [] }],
  ]);
  expect([...second.keys()]).toEqual(['toolsets', 'flows', 'runs']);
  const again = withAnswers(second, [['flows', { words: 'ord', found: [object('Order')] }]]);
  expect([...again.keys()]).toEqual(['toolsets', 'flows', 'runs']);
  expect(again.get('flows')?.words).toBe('ord');
});

test('where nothing is new the value is the same: nothing is drawn again', () => {
  const found = [object('Orders')];
  const held = withAnswers(new Map(), [['flows', { words: 'or', found }]]);
  expect(withAnswers(held, [['flows', { words: 'or', found }]])).toBe(held);
  expect(withAnswers(held, [])).toBe(held);
});

test('of an answer to other words only what has these too is shown', () => {
  const found = [object('Orders'), object('Refunds', 'orders-back'), object('Told of orders elsewhere')];
  expect(titles(shownOf({ words: 'or', found }, 'ORDERS'))).toEqual([
    ...['Orders', 'Refunds', 'Told of orders elsewhere'],
  ]);
  expect(titles(shownOf({ words: 'or', found }, 'refund'))).toEqual(['Refunds']);
  // Found by what the palette does not show: the hub knows why.
  expect(titles(shownOf({ words: 'parcel', found }, 'parcel'))).toHaveLength(3);
});

test('the best titles come first, the others in the order of the hub, and no more than some', () => {
  const found = ['Late orders', 'Old orders', 'orders 2', 'Orders', 'All orders', 'Few orders'];
  const shown = shownOf({ words: 'orders', found: found.map((title) => object(title)) }, 'orders');
  expect(titles(shown)).toEqual(['Orders', 'orders 2', 'Late orders', 'Old orders', 'All orders']);
  expect(shown).toHaveLength(mostOfKind);
});

test.each([
  [['Orders', 'shop.list'], ' ORDERS ', 0],
  [['Orders of today', 'shop.list'], 'orders', 1],
  [['List all', 'orders'], 'orders', 2],
  [['List all', 'shop.list', 'orders-list'], 'orders', 3],
  [['All orders', 'shop.orders'], 'orders', noFit],
  [['Orders'], '  ', noFit],
  [[], 'orders', noFit],
])('what is called %j fits %j as well as %d says', (called, typed, fit) => {
  expect(titleFit(called, typed)).toBe(fit);
});

test('pages and actions are found by their names, and then by what is said about them', () => {
  const entry = (label: string, about = '') => ({ id: label, label, about, kind: '', icon: null, run() {} });
  const groups = [
    { label: 'Pages', entries: [entry('Flows'), entry('Keys')] },
    { label: 'Spaces', entries: [entry('North', 'flows-north'), entry('Flows South')] },
  ];
  const found = (typed: string) =>
    fittingGroups(groups, typed).map((group) => group.entries.map((one) => one.id));
  expect(found(' FLOWS ')).toEqual([['Flows'], ['Flows South', 'North']]);
  expect(found('')).toEqual([
    ['Flows', 'Keys'],
    ['North', 'Flows South'],
  ]);
});
