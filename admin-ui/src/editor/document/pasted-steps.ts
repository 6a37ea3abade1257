import type { Words } from '../flow-editor.ts';
import { nameOfItem, type Item } from './block-items.ts';
import { readFlowText, type FlowText } from './flow-text.ts';
import { noteOrigins, type Origins } from './origins.ts';
import { sameData } from './same-data.ts';
import { isFields, kindOf } from './shape-of.ts';
import { styleOf } from './text-style.ts';
import { blockLines } from './write-block.ts';

/** The same as on the hub. */
const mostSteps = 5_000;

/** The steps of a text from anywhere as a list: a list of them, one or some under their names, one without a name, or a whole flow. */
export const pastedSteps = (text: string): FlowText | Words => {
  const flow = readFlowText(text);
  if (!('shape' in flow)) {
    const { message, line } = flow;
    return { key: 'editor.document.notYaml', values: { line, message } };
  }
  const items = itemsIn(flow.plain);
  if (items === null || items.length === 0) return { key: 'editor.document.notSteps' };
  if (items.length > mostSteps) return { key: 'editor.document.tooManyPasted', values: { most: mostSteps } };
  return listed(flow, items);
};

/** As a list in a text of its own, each step with its comments. */
const listed = (flow: FlowText, items: readonly Item[]): FlowText | Words => {
  const pen = {
    style: { ...styleOf(flow), json: false, newline: '\n' as const },
    origins: originsOf(flow),
    out: new Set<never>(),
  };
  const list = readFlowText(`${blockLines(items, 0, pen).join('\n')}\n`);
  if ('shape' in list && sameData(list.plain, items)) return list;
  const plain = readFlowText(JSON.stringify(items));
  return 'shape' in plain ? plain : { key: 'editor.document.notSteps' };
};

export const originsOf = (flow: FlowText): Origins => {
  const origins: Origins = new Map();
  noteOrigins(flow.plain, flow.root, { text: flow.text, origins });
  return origins;
};

const itemsIn = (plain: unknown): readonly Item[] | null => {
  if (Array.isArray(plain)) {
    const list = plain as readonly unknown[];
    const made = list.map((item) => (isFields(item) ? stepsOrUnknown(item) : []));
    return made.every((some) => some.length > 0) ? made.flat() : null;
  }
  if (!isFields(plain)) return null;
  const inside = plain['do'];
  // A flow, or a block without a name: its steps are what somebody wants.
  if (Array.isArray(inside) && (plain['document'] !== undefined || Object.keys(plain).length === 1))
    return itemsIn(inside);
  const steps = stepsIn(plain);
  return steps.length > 0 ? steps : null;
};

/** In a list, what has a name and something in it is a step, if only of a newer version. */
const stepsOrUnknown = (item: Readonly<Record<string, unknown>>): readonly Item[] => {
  const steps = stepsIn(item);
  const inside = Object.values(item);
  if (steps.length > 0 || inside.length !== 1) return steps;
  return inside[0] === null || isFields(inside[0]) ? [item] : [];
};

const stepsIn = (fields: Readonly<Record<string, unknown>>): readonly Item[] => {
  const named = Object.entries(fields);
  if (named.length > 0 && named.every(([, task]) => isTask(task)))
    return named.length === 1 ? [fields] : named.map(([name, task]) => ({ [name]: task }));
  const kind = kindOf(fields);
  return kind === 'unknown' ? [] : [{ [kind]: fields }];
};

const isTask = (task: unknown): boolean => isFields(task) && kindOf(task) !== 'unknown';

export const namesOf = (items: readonly Item[]): ReadonlySet<string> => new Set(items.map(nameOfItem));
