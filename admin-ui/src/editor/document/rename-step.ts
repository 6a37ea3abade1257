import type { Changed, Words } from '../flow-editor.ts';
import { directives, itemsAt, nameOfItem, spotOf, taskOfItem, withItems } from './block-items.ts';
import { editFlow, refuse } from './edit-flow.ts';
import type { FlowText } from './flow-text.ts';
import { pointerTo } from './pointer.ts';
import { redirect } from './ways.ts';

/** The same as on the hub. */
const mostLetters = 200;

/** What leads to it follows. */
export const renameStep = (flow: FlowText, place: string, name: string): Changed => {
  const step = flow.shape.steps.get(place);
  if (step === undefined || step.name === name) return { text: flow.text };
  const { block, index } = spotOf(step);
  const items = itemsAt(flow.plain, block);
  const wrong = wrongName(name, items.map(nameOfItem));
  if (wrong !== null) return refuse(flow, wrong);
  const isOnly = items.filter((item) => nameOfItem(item) === step.name).length === 1;
  // `end` ends the flow, also where a step is called so.
  const follows = isOnly && !directives.has(step.name);
  const notes: Words[] = isOnly ? [] : [{ key: 'editor.document.nameTwice', values: { name: step.name } }];
  const rename = (plain: unknown): unknown => {
    const called = itemsAt(plain, block).map((item, at) =>
      at === index ? { [name]: taskOfItem(item) } : item,
    );
    return withItems(plain, block, called);
  };
  const lead = (plain: unknown): unknown => {
    const led = itemsAt(plain, block).map((item) =>
      redirect(item, (then) => (then === step.name ? name : then)),
    );
    return withItems(plain, block, led);
  };
  const turns = [
    ({ plain }: FlowText) => (follows ? lead(plain) : plain),
    ({ plain }: FlowText) => rename(plain),
  ];
  return editFlow(flow, turns, { chosen: [pointerTo(block, index, name)], notes });
};

const wrongName = (name: string, taken: readonly string[]): Words | null => {
  if (name === '' || name.length > mostLetters)
    return { key: 'editor.document.nameLength', values: { most: mostLetters } };
  if (directives.has(name)) return { key: 'editor.document.nameIsWord', values: { name } };
  return taken.includes(name) ? { key: 'editor.document.nameTaken', values: { name } } : null;
};
