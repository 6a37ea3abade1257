import { expect, test } from '@jest/globals';
import type { ConnectorEvent } from '../../admin-ui/src/api/shapes.ts';
import {
  catalogueLines,
  type Line,
  type Shelf,
} from '../../admin-ui/src/editor/catalogue/catalogue-lines.ts';
import { eventEdits } from '../../admin-ui/src/editor/catalogue/trigger-templates.ts';
import { readFlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { setValues } from '../../admin-ui/src/editor/document/set-value.ts';
import { openEditor } from '../../admin-ui/src/editor/open-editor.ts';
import { applyEdits } from '../../admin-ui/src/editor/step/change-value.ts';
import { samplesOfSchema } from '../../admin-ui/src/editor/step/data/samples-of.ts';
import { givenNow, isWrong } from '../../admin-ui/src/editor/trial/given-now.ts';
import { nothingKept } from '../../admin-ui/src/editor/trial/kept-trial.ts';
import { eventsThatBegin } from '../../admin-ui/src/editor/trial/trial-wish.ts';
import { openCatalogue } from '../../admin-ui/src/toolsets/catalogue-tree.ts';
import { verifies } from '../setup/verifies.ts';

const event = (type: string, title: string, summary: string): ConnectorEvent => ({
  ...{ type, connector: type.split('.')[0] ?? '', title, summary, origin: 'webhook', by: [], lastAt: null },
});
const events = [
  event('hubspot.contact.creation', 'HubSpot', 'A contact was made'),
  event('hubspot.contact.deletion', 'HubSpot', 'A contact was deleted'),
  event('shop.order-paid', 'Shop', 'An order was paid'),
];
const shelves: readonly Shelf[] = [
  {
    ...{ id: 'events', label: 'Events' },
    items: events.map((one) => ({
      ...{ choice: { kind: 'event', event: one }, id: one.type, group: one.title },
      text: `${one.title} ${one.summary} ${one.type}`.toLowerCase(),
      called: [one.summary, one.type, one.title],
    })),
  },
];
const catalogue = openCatalogue([], { flows: 'Flows', hub: 'This hub' });
const linesOf = (search: string, opened: readonly string[] = []): string[] =>
  catalogueLines({
    ...{ shelves, catalogue, opened: new Set(opened), search, label: 'All', bestLabel: 'Best' },
  }).map(({ kind, id }: Line) => `${kind} ${id}`);

verifies(
  'editor.events',
  'events stand below their connector, and a search finds them by their words',
  () => {
    expect(linesOf('')).toEqual(['heading heading events', 'branch events HubSpot', 'branch events Shop']);
    expect(linesOf('', ['events Shop'])).toContain('choice events shop.order-paid');
    expect(linesOf('contact made')).toEqual([
      'heading heading events',
      'choice events hubspot.contact.creation',
    ]);
  },
);

const flowOf = (text: string) => {
  const read = readFlowText(text);
  if (!('shape' in read)) throw new Error(read.message);
  return read;
};
const begun = (text: string, type: string): string => {
  const flow = flowOf(text);
  return setValues(flow, eventEdits(flow.shape.value, type)).text;
};

verifies('editor.events', 'an event that is chosen comes beside what the flow begins with already', () => {
  const types = (text: string): unknown[] => eventsThatBegin(flowOf(text).shape).map(({ type }) => type);
  const first = begun('document: {}\n# kept\ndo: []\n', 'shop.order-paid');
  expect(first).toContain('# kept');
  expect(types(first)).toEqual(['shop.order-paid']);
  expect(types(begun(first, 'shop.order-lost'))).toEqual(['shop.order-lost']);
  const timed = begun("schedule: { cron: '5 * * * *' }\ndo: []\n", 'shop.order-paid');
  expect(flowOf(timed).shape.value['schedule']).toMatchObject({ cron: '5 * * * *', on: {} });
  const all = begun('schedule: { on: { all: [{ with: { type: a.b } }] } }\ndo: []\n', 'shop.order-paid');
  expect(types(all)).toEqual(['a.b', 'shop.order-paid']);
});

const told = new Map([['shop.order-paid', { body: { total: 8 } }]]);
const paid = flowOf(
  'schedule: { on: { one: { with: { type: shop.order-paid } } } }\ndo: [{ a: { set: { n: 1 } } }]\n',
).shape;

verifies('editor.events', 'what an event holds is there for the first step, and to try the flow with', () => {
  expect(eventsThatBegin(paid, told)).toEqual([{ type: 'shop.order-paid', data: { body: { total: 8 } } }]);
  const { input, steps } = samplesOfSchema(paid, told);
  expect(input).toEqual([{ type: 'shop.order-paid', data: { body: { total: 8 } } }]);
  expect(steps.get('/do/0/a')?.input).toEqual(input);
  expect(givenNow(nothingKept.given, eventsThatBegin(paid, told))).toMatchObject({
    kind: 'event',
    event: { data: { body: { total: 8 } } },
  });
  expect(givenNow({ kind: 'input', input: {} }, eventsThatBegin(paid, told))).toMatchObject({
    kind: 'input',
  });
});

verifies('editor.trial.given', 'what cannot begin a flow is known before the hub is asked', () => {
  const t = (key: string): string => key;
  const asks = flowOf(
    'input: { schema: { document: { type: object, required: [n], properties: { n: { type: integer, minimum: 1 } } } } }\ndo: []\n',
  ).shape;
  const wrong = (given: Parameters<typeof isWrong>[0]) => isWrong(given, asks, t);
  expect(wrong({ kind: 'input', input: undefined })).toBe(true);
  expect(wrong({ kind: 'input', input: { n: 0 } })).toBe(true);
  expect(wrong({ kind: 'input', input: { n: 1 } })).toBe(false);
  expect(wrong({ kind: 'run', run: '' })).toBe(true);
  expect(wrong({ kind: 'run', run: 'run_1' })).toBe(false);
  for (const odd of [null, {}, [], { type: '' }, [{ type: 'a.b' }, 5]])
    expect(wrong({ kind: 'event', event: odd })).toBe(true);
  expect(wrong({ kind: 'event', event: [{ type: 'a.b' }] })).toBe(false);
});

test('a form changes nothing of a text that cannot be read', () => {
  const broken = 'document: { name: a }\ndo:\n  - a: { set: [1 }\n';
  const editor = openEditor(broken);
  expect(editor.state().mistake).toMatchObject({ line: 3 });
  expect(applyEdits(editor, [{ pointer: '/document/title', value: 'Mine' }])).toEqual({
    key: 'editor.unreadable.refused',
  });
  expect(editor.state().text).toBe(broken);
});
