import type { Block, Case, FlowShape, Inner, Step, StepKind } from './flow-shape.ts';
import { pointerTo } from './pointer.ts';

type Fields = Readonly<Record<string, unknown>>;

const kinds: readonly StepKind[] = [
  'call',
  'do',
  'emit',
  'for',
  'fork',
  'listen',
  'raise',
  'run',
  'set',
  'switch',
  'try',
  'wait',
];

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const noFields: Fields = {};

/** A field, however wrong what is around it may be. */
export const fieldOf = (value: unknown, ...names: readonly string[]): unknown => {
  let found = value;
  for (const name of names) found = isFields(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return found;
};

/** The steps in a document, as far as it has any. */
export const shapeOf = (document: unknown, before?: FlowShape): FlowShape => {
  const steps = new Map<string, Step>();
  const value = isFields(document) ? document : noFields;
  const main = readBlock(value['do'], '/do', { steps, before });
  return { value, main: before !== undefined && sameBlock(before.main, main) ? before.main : main, steps };
};

interface Reading {
  readonly steps: Map<string, Step>;
  readonly before: FlowShape | undefined;
}

const readBlock = (value: unknown, place: string, reading: Reading): Block => {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return { place, steps: items.map((item, at) => readStep(item, pointerTo(place, at), reading)) };
};

const sameBlock = (one: Block, other: Block): boolean =>
  one.place === other.place &&
  one.steps.length === other.steps.length &&
  one.steps.every((step, at) => step === other.steps[at]);

const readStep = (item: unknown, itemPlace: string, reading: Reading): Step => {
  const names = isFields(item) ? Object.keys(item) : [];
  const [name] = names;
  const single = name !== undefined && names.length === 1;
  const place = single ? pointerTo(itemPlace, name) : itemPlace;
  const task = fieldOf(item, single ? name : '');
  const fields = isFields(task) ? task : noFields;
  const old = reading.before?.steps.get(place);
  if (old !== undefined && old.task === fields && old.name === (name ?? '') && fields !== noFields)
    return keepStep(old, reading.steps);
  const kind = single ? kindOf(fields) : 'unknown';
  const then = fields['then'];
  const made: Step = {
    place,
    name: name ?? '',
    kind,
    task: fields,
    then: typeof then === 'string' ? then : 'continue',
    inner: [],
    cases: kind === 'switch' ? casesOf(fields['switch'], pointerTo(place, 'switch')) : [],
  };
  // Outer steps come before those inside of them.
  reading.steps.set(place, made);
  const step: Step = { ...made, inner: innerOf(made, reading) };
  reading.steps.set(place, step);
  return step;
};

const keepStep = (step: Step, steps: Map<string, Step>): Step => {
  steps.set(step.place, step);
  for (const { block } of step.inner) for (const one of block.steps) keepStep(one, steps);
  return step;
};

/** Two kinds at once are none that anybody could draw. */
export const kindOf = (task: Fields): StepKind => {
  const found = kinds.filter((kind) => Object.hasOwn(task, kind));
  const [kind, ...more] = found.filter((one) => one !== 'do' || !Object.hasOwn(task, 'for'));
  return kind === undefined || more.length > 0 ? 'unknown' : kind;
};

const innerOf = ({ kind, task, place }: Step, reading: Reading): readonly Inner[] => {
  const inner = (role: Inner['role'], ...names: readonly string[]): Inner => ({
    role,
    block: readBlock(fieldOf(task, ...names), pointerTo(place, ...names), reading),
  });
  switch (kind) {
    case 'do':
    case 'for':
      return [inner('do', 'do')];
    case 'fork':
      return [inner('branches', 'fork', 'branches')];
    case 'try':
      // Also without steps of its own: there can be some.
      return [inner('try', 'try'), inner('catch', 'catch', 'do')];
    case 'listen':
      return task['foreach'] === undefined ? [] : [inner('each', 'foreach', 'do')];
    case 'call':
      return fieldOf(task, 'with', 'subscription', 'foreach') === undefined
        ? []
        : [inner('each', 'with', 'subscription', 'foreach', 'do')];
    default:
      return [];
  }
};

const casesOf = (value: unknown, place: string): readonly Case[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : []).flatMap((item, at) => {
    const [name] = isFields(item) ? Object.keys(item) : [];
    if (name === undefined) return [];
    const when = fieldOf(item, name, 'when');
    const then = fieldOf(item, name, 'then');
    return [
      {
        place: pointerTo(place, at, name),
        name,
        when:
          when === undefined || when === null ? null : typeof when === 'string' ? when : JSON.stringify(when),
        then: typeof then === 'string' ? then : 'continue',
      },
    ];
  });
