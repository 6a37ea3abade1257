import { expect, test } from '@jest/globals';
import type { Callable } from '../../admin-ui/src/api/shapes.ts';
import { shapeOf } from '../../admin-ui/src/editor/document/shape-of.ts';
import {
  catalogueLines,
  firstChoice,
  nextLine,
  type Line,
  type Shelf,
} from '../../admin-ui/src/editor/catalogue/catalogue-lines.ts';
import {
  nameOfCall,
  requiredArguments,
  stepOfFlow,
  stepOfOperation,
} from '../../admin-ui/src/editor/catalogue/step-of-callable.ts';
import { stepTemplates } from '../../admin-ui/src/editor/catalogue/step-templates.ts';
import { triggerEdits, triggerNames } from '../../admin-ui/src/editor/catalogue/trigger-templates.ts';
import { calledIn } from '../../admin-ui/src/editor/catalogue/used-before.ts';
import { stepKindOf } from '../../admin-ui/src/editor/step/step-kind-of.ts';
import { openCatalogue } from '../../admin-ui/src/toolsets/catalogue-tree.ts';
import { problemsIn } from '../setup/flow-documents.ts';
import { verifies } from '../setup/verifies.ts';

const callable = (name: string, title: string): Callable => ({
  ...{ name, title, origin: 'openapi', group: name.split('.')[0] ?? '', description: `About ${title}` },
  ...{ tags: [], hints: { readOnly: true, idempotent: true, destructive: false } },
  permission: 'operations.call',
  usedBy: 0,
});
const callables = Array.from({ length: 5_000 }, (_, at) =>
  callable(`crm${at % 25}.operation${at}`, `Find the thing number ${at}`),
);
const catalogue = openCatalogue(callables, { flows: 'Flows', hub: 'This hub' });
const shelves: readonly Shelf[] = [
  {
    ...{ id: 'used', label: 'Used before' },
    items: callables.slice(0, 2).map((one) => ({
      ...{ choice: { kind: 'callable', callable: one }, id: one.name, text: one.name },
      called: [one.title, one.name],
    })),
  },
  {
    ...{ id: 'steps', label: 'Kinds of steps' },
    items: [
      {
        ...{ choice: { kind: 'step', step: 'wait' }, id: 'wait', text: 'wait for a while' },
        called: ['Wait', 'wait'],
      },
    ],
  },
];
const linesOf = (search: string, opened: readonly string[] = []): readonly Line[] =>
  catalogueLines({
    ...{ shelves, catalogue, opened: new Set(opened), search, label: 'All', bestLabel: 'Best' },
  });
const said = (lines: readonly Line[]): string[] => lines.map(({ kind, id }) => `${kind} ${id}`);

verifies(
  'editor.catalogue',
  'what was used before stands first, then kinds of steps, then all by groups',
  () => {
    const lines = linesOf('');
    expect(said(lines).slice(0, 7)).toEqual([
      'heading heading used',
      'choice used crm0.operation0',
      'choice used crm1.operation1',
      'heading heading steps',
      'choice steps wait',
      'heading heading all',
      'branch connector crm0',
    ]);
    expect(lines).toHaveLength(6 + 25);
    expect(linesOf('', ['connector crm0'])).toHaveLength(6 + 25 + 200);
  },
);

verifies('editor.catalogue', 'a search among thousands finds each thing once, by all of its words', () => {
  expect(said(linesOf('number 4321'))).toEqual([
    'heading heading all',
    'branch connector crm21',
    'choice crm21.operation4321',
  ]);
  expect(said(linesOf('WAIT'))).toEqual(['heading heading steps', 'choice steps wait']);
  const same = linesOf('crm1.operation1').filter(({ id }) => id.endsWith('crm1.operation1'));
  expect(same).toHaveLength(1);
  expect(linesOf('there is no such thing')).toEqual([]);
});

/** A small catalogue, in which the first that fits is seldom the one that is meant. */
const few = openCatalogue(
  [
    callable('crm.mergeContacts', 'Merge into a contact'),
    callable('crm.waitForContact', 'Do not wait'),
    callable('mail.contactList', 'List all'),
    callable('shop.create', 'Create a contact'),
    callable('shop.read', 'Contact'),
    callable('shop.update', 'Contact: change it'),
  ],
  { flows: 'Flows', hub: 'This hub' },
);
const found = (search: string): string[] =>
  said(
    catalogueLines({
      ...{ shelves, catalogue: few, opened: new Set<string>(), search, label: 'All', bestLabel: 'Best' },
    }),
  );

verifies('editor.catalogue', 'the best title stands and is marked first, the rest stays where it was', () => {
  expect(found('contact')).toEqual([
    ...['heading heading best', 'choice best shop.read', 'heading heading all'],
    ...['branch connector crm', 'choice crm.mergeContacts', 'choice crm.waitForContact'],
    ...['branch connector mail', 'choice mail.contactList'],
    ...['branch connector shop', 'choice shop.create', 'choice shop.update'],
  ]);
  expect(found('  CONTACT ')[1]).toBe('choice best shop.read');
  expect(found('create a')).toEqual([
    ...['heading heading all', 'branch connector shop', 'choice shop.create'],
  ]);
  const lines = linesOf('find the thing number 7');
  expect(lines[firstChoice(lines)]?.id).toBe('best crm7.operation7');
});

verifies(
  'editor.catalogue',
  'a name leads where no title does; what is best alone leaves no empty group',
  () => {
    expect(found('mail.contactList')).toEqual([
      ...['heading heading all', 'branch connector mail', 'choice mail.contactList'],
    ]);
    expect(found('contactl').at(-1)).toBe('choice mail.contactList');
    const shelf: Shelf = {
      ...{ id: 'used', label: 'Used before' },
      items: [
        {
          ...{ choice: { kind: 'step', step: 'set' }, id: 'set', text: 'before one lists all, set' },
          called: ['Set', 'set'],
        },
      ],
    };
    const given = { catalogue: few, opened: new Set<string>(), label: 'All', bestLabel: 'Best' };
    expect(said(catalogueLines({ ...given, shelves: [shelf], search: 'list' }))).toEqual([
      ...['heading heading best', 'choice best mail.contactList', 'heading heading used', 'choice used set'],
    ]);
  },
);

test('the keys go from one thing to the next, over headings', () => {
  const lines = linesOf('');
  expect(firstChoice(lines)).toBe(1);
  expect(nextLine(lines, 2, 1)).toBe(4);
  expect(nextLine(lines, 4, -1)).toBe(2);
  expect(nextLine(lines, 1, -1)).toBe(1);
  expect(nextLine(lines, lines.length - 1, 1)).toBe(lines.length - 1);
});

verifies('editor.catalogue', 'a step begins with what must be given to what it calls', () => {
  const input = {
    type: 'object',
    required: ['email', 'plan', 'address', 'count', 'tags', 'node'],
    properties: {
      email: { type: 'string' },
      plan: { enum: ['free', 'pro'] },
      address: { type: 'object', required: ['city'], properties: { city: { type: 'string' }, zip: {} } },
      count: { type: 'integer', minimum: 3 },
      tags: { type: 'array', items: {} },
      node: { $ref: '#/$defs/Node' },
      note: { type: 'string' },
    },
    $defs: {
      Node: { type: 'object', required: ['next'], properties: { next: { $ref: '#/$defs/Node' } } },
    },
  };
  expect(requiredArguments(input)).toMatchObject({
    ...{ email: '', plan: 'free', address: { city: '' }, count: 3, tags: [] },
  });
  expect(requiredArguments(input)).not.toHaveProperty('note');
  expect(stepOfOperation('crm.create-contact', { input: true })).toEqual({
    ...{ name: 'createContact', task: { call: 'crm.create-contact' } },
  });
  expect(stepOfFlow({ namespace: 'a', name: 'ship' }, null).task).toEqual({
    run: { workflow: { namespace: 'a', name: 'ship', version: 'latest', input: {} } },
  });
});

test.each([
  ['crm.createContact', 'createContact'],
  ['crm.get_all-things', 'getAllThings'],
  ['mail.URLs', 'URLs'],
  ['crm.Find', 'find'],
])('a step that calls %s is called %s', (name, step) => {
  expect(nameOfCall(name)).toBe(step);
});

test('every template is a step of its kind, and nothing is wrong with it but what has to be filled in', () => {
  const wrong = Object.entries(stepTemplates).flatMap(([name, { task }]) => {
    expect([name, stepKindOf(task)]).not.toEqual([name, 'unknown']);
    return problemsIn(`do: [${JSON.stringify({ [name]: task })}]`).map((problem) =>
      problem.replace(/^\S+ \/do\/0/, ''),
    );
  });
  expect(wrong.filter((problem) => !/"" is |is an empty text/.test(problem))).toEqual([]);
});

test('each way to begin says something of its own in the document', () => {
  for (const trigger of triggerNames) expect(triggerEdits(trigger, 'order').length).toBe(1);
  expect(triggerEdits('http', 'order')[0]?.value).toMatchObject({ path: '/order' });
});

test('what the flow calls already is counted', () => {
  const shape = shapeOf({
    do: [
      { a: { call: 'crm.find' } },
      { b: { do: [{ c: { call: 'crm.find' } }, { d: { run: { workflow: { name: 'ship' } } } }] } },
    ],
  });
  expect([...calledIn(shape)]).toEqual([
    ['crm.find', 2],
    ['flow.ship', 1],
  ]);
});
