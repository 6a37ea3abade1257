import { controlOf } from '../../../schema-form/control.ts';
import { pointerTo } from '../../../schema-form/pointer.ts';
import { isRecord, type Definitions, type Schema } from '../../../schema-form/settle.ts';
import { bestChoice } from '../../../schema-form/best-choice.ts';

/** A part of a form: the value at a place within the task. */
export interface FormPart {
  readonly pointer: string;
  readonly schema: Schema;
  readonly required?: boolean;
  /** What it and those after it are about. */
  readonly heading?: string;
}

export const stepsIn = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

export const valueAt = (value: unknown, pointer: string): unknown =>
  stepsIn(pointer).reduce<unknown>(
    (held, step) =>
      Array.isArray(held) ? (held as unknown[])[Number(step)] : isRecord(held) ? held[step] : undefined,
    value,
  );

/** A value with another one at a place of it; what becomes empty on the way to what was taken out is gone as well. */
export const withAt = (value: unknown, steps: readonly string[], next: unknown): unknown => {
  const [step, ...rest] = steps;
  if (step === undefined) return next;
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return list.map((item, at) => (String(at) === step ? withAt(item, rest, next) : item));
  }
  const held = isRecord(value) ? value : {};
  const inner = withAt(held[step], rest, next);
  const gone =
    inner === undefined || (next === undefined && isRecord(inner) && Object.keys(inner).length === 0);
  const others = Object.entries(held).filter(([name]) => name !== step);
  if (gone) return others.length === 0 && rest.length > 0 ? undefined : Object.fromEntries(others);
  return { ...held, [step]: inner };
};

/** One schema of the whole task, as far as the parts tell. */
export const wholeOf = (parts: readonly FormPart[]): Schema => {
  const properties: Record<string, Schema> = {};
  for (const [first, group] of Map.groupBy(parts, ({ pointer }) => stepsIn(pointer)[0] ?? '')) {
    const inner = group.map(({ pointer, schema }) => ({
      pointer: pointer.slice(pointerTo('', first).length),
      schema,
    }));
    const whole = inner.find(({ pointer }) => pointer === '');
    properties[first] = whole?.schema ?? wholeOf(inner);
  }
  return { type: 'object', properties };
};

/** Places of a value that its schema knows nothing of. */
export const leftOver = (value: unknown, schema: unknown, definitions: Definitions): readonly string[] => {
  const found: string[] = [];
  walk({ value, schema, pointer: '' }, { definitions, found });
  return found;
};

interface Place {
  readonly value: unknown;
  readonly schema: unknown;
  readonly pointer: string;
}

interface Walk {
  readonly definitions: Definitions;
  readonly found: string[];
}

const walk = ({ value, schema, pointer }: Place, run: Walk): void => {
  const control = controlOf(schema, run.definitions);
  if (control.kind === 'choice') {
    const choice = control.choices[bestChoice(control.choices, value, run.definitions)];
    return walk({ value, schema: choice?.schema, pointer }, run);
  }
  if (control.kind === 'list' && Array.isArray(value)) {
    for (const [at, item] of (value as unknown[]).entries())
      walk({ value: item, schema: control.items, pointer: pointerTo(pointer, at) }, run);
    return;
  }
  if (!isRecord(value)) return;
  if (control.kind === 'map') {
    for (const [name, held] of Object.entries(value))
      walk({ value: held, schema: control.values, pointer: pointerTo(pointer, name) }, run);
    return;
  }
  if (control.kind !== 'object') return;
  for (const [name, held] of Object.entries(value)) {
    const known = control.properties.find((one) => one.name === name);
    if (known === undefined) run.found.push(pointerTo(pointer, name));
    else walk({ value: held, schema: known.schema, pointer: pointerTo(pointer, name) }, run);
  }
};
