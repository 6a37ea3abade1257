import type { Translate } from '../messages/translate.ts';
import { controlOf, type Control } from './control.ts';
import { bestChoice } from './best-choice.ts';
import { pointerTo } from './pointer.ts';
import { isRecord, settle, type Definitions, type Schema } from './settle.ts';

export interface FormProblem {
  readonly pointer: string;
  readonly message: string;
}

interface Check {
  readonly definitions: Definitions;
  readonly t: Translate;
  /** What stands for a value that nobody knows yet, as an expression does: anything may come of it. */
  readonly open?: (value: unknown) => boolean;
  readonly found: FormProblem[];
}

interface Place {
  readonly schema: unknown;
  readonly value: unknown;
  readonly pointer: string;
}

/** What can be said of a value before it is sent: enough to help while typing. The hub has the last word. */
export const checkValue = (
  place: Omit<Place, 'pointer'>,
  parts: Omit<Check, 'found'>,
): readonly FormProblem[] => {
  const found: FormProblem[] = [];
  check({ ...place, pointer: '' }, { ...parts, found });
  return found;
};

const check = ({ schema, value, pointer }: Place, run: Check): void => {
  if (value === undefined || value === null || run.open?.(value) === true) return;
  const control = controlOf(schema, run.definitions);
  const settled = settle(schema, run.definitions);
  const say = (message: string): void => void run.found.push({ pointer, message });
  switch (control.kind) {
    case 'object':
      return checkObject(control, { schema, value, pointer }, run);
    case 'map':
      for (const [name, held] of Object.entries(isRecord(value) ? value : {}))
        check({ schema: control.values, value: held, pointer: pointerTo(pointer, name) }, run);
      return;
    case 'list':
      for (const [at, item] of (Array.isArray(value) ? (value as unknown[]) : []).entries())
        check({ schema: control.items, value: item, pointer: pointerTo(pointer, at) }, run);
      return checkCount({ settled, value, say }, run.t);
    case 'choice': {
      const choice = control.choices[bestChoice(control.choices, value, run.definitions)];
      return check({ schema: choice?.schema, value, pointer }, run);
    }
    case 'number':
      return checkNumber(control, { settled, value, say }, run.t);
    case 'text':
      return checkText({ settled, value, say }, run.t);
    case 'options':
    case 'constant':
    case 'yes-no':
    case 'file':
    case 'json':
      return;
    default:
      return control satisfies never;
  }
};

const checkObject = (
  control: Extract<Control, { kind: 'object' }>,
  { value, pointer }: Place,
  run: Check,
): void => {
  const held = isRecord(value) ? value : {};
  for (const { name, schema, required } of control.properties) {
    const at = pointerTo(pointer, name);
    if (required && held[name] === undefined) run.found.push({ pointer: at, message: run.t('rule.missing') });
    else check({ schema, value: held[name], pointer: at }, run);
  }
};

interface Checked {
  readonly settled: Schema;
  readonly value: unknown;
  say(message: string): void;
}

const checkNumber = (
  control: Extract<Control, { kind: 'number' }>,
  { settled, value, say }: Checked,
  t: Translate,
): void => {
  const { minimum, maximum } = settled;
  if (typeof value !== 'number') say(t('rule.number'));
  else if (control.whole && !Number.isInteger(value)) say(t('rule.whole'));
  else if (typeof minimum === 'number' && value < minimum) say(t('rule.atLeast', { min: minimum }));
  else if (typeof maximum === 'number' && value > maximum) say(t('rule.atMost', { max: maximum }));
};

const checkText = ({ settled, value, say }: Checked, t: Translate): void => {
  if (typeof value !== 'string') return;
  const { minLength, maxLength, pattern } = settled;
  if (typeof minLength === 'number' && value.length < minLength) say(t('rule.longer', { count: minLength }));
  else if (typeof maxLength === 'number' && value.length > maxLength)
    say(t('rule.shorter', { count: maxLength }));
  else if (typeof pattern === 'string' && !fits(pattern, value)) say(t('rule.pattern', { pattern }));
};

/** A pattern that the browser cannot read, or a long text, is for the hub to judge: it has a safe way to. */
const fits = (pattern: string, value: string): boolean => {
  if (value.length > 500 || /[*+}]\)?[*+{]/.test(pattern)) return true;
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
};

const checkCount = ({ settled, value, say }: Checked, t: Translate): void => {
  const count = Array.isArray(value) ? value.length : 0;
  const { minItems, maxItems } = settled;
  if (typeof minItems === 'number' && count < minItems) say(t('rule.moreItems', { count: minItems }));
  else if (typeof maxItems === 'number' && count > maxItems) say(t('rule.fewerItems', { count: maxItems }));
};
