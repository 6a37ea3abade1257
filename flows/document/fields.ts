import { escapeStep } from '../../core/json-pointer.ts';
import { complain, type Reader, type Reading, type Spot } from './reading.ts';
import { hint } from './report.ts';
import { isFields, kindOf } from './words.ts';

export interface Fields {
  readonly names: readonly string[];
  has(name: string): boolean;
  /** Undefined when it is left out. */
  spot(name: string): Spot | undefined;
  /** What a reader makes of a field; undefined when it is left out. */
  read<T>(name: string, reader: Reader<T>): T | undefined;
}

export interface Expected {
  readonly known: readonly string[];
  readonly required?: readonly string[];
}

/** The fields of an object, with those complained about that are unknown or missing. None, when it is no object. */
export const fieldsOf = (spot: Spot, reading: Reading, { known, required = [] }: Expected): Fields => {
  const fields = looseFields(spot, reading);
  if (!isFields(spot.value)) return fields;
  for (const name of fields.names) {
    if (known.includes(name)) continue;
    const at = below(spot, name);
    complain(at, reading, { message: unknownField(name, known, reading), part: 'key' });
  }
  for (const name of required) {
    if (!fields.has(name)) complain(spot, reading, `"${name}" is missing.`);
  }
  return fields;
};

/** The fields of an object that may have any. */
export const looseFields = (spot: Spot, reading: Reading): Fields => {
  const { value } = spot;
  if (!isFields(value)) complain(spot, reading, `This must be an object, but is ${kindOf(value)}.`);
  const names = isFields(value) ? Object.keys(value) : [];
  const has = (name: string): boolean => isFields(value) && Object.hasOwn(value, name);
  return {
    names,
    has,
    spot: (name) => (has(name) ? below(spot, name) : undefined),
    read: (name, reader) => (has(name) ? reader(below(spot, name), reading) : undefined),
  };
};

export const below = (spot: Spot, step: string | number): Spot => ({
  path: `${spot.path}/${typeof step === 'number' ? step : escapeStep(step)}`,
  value: (spot.value as Readonly<Record<string, unknown>>)[step],
});

const unknownField = (name: string, known: readonly string[], { report }: Reading): string => {
  const shown = `Unknown property "${name.slice(0, 60)}".`;
  if (report.full()) return shown;
  const nearest = hint(name, known);
  return nearest === '' ? `${shown} There can be: ${known.join(', ')}.` : shown + nearest;
};

/** A list of objects of one field each, as the language writes whatever has a name and an order. */
export const namedItems = (spot: Spot, reading: Reading, what: string): NamedSpot[] => {
  const { value } = spot;
  if (!Array.isArray(value)) {
    complain(spot, reading, `This must be a list of ${what}s, but is ${kindOf(value)}.${listHint(value)}`);
    return [];
  }
  const found: NamedSpot[] = [];
  for (const at of value.keys()) {
    const item = below(spot, at);
    const names = isFields(item.value) ? Object.keys(item.value) : [];
    const [name] = names;
    if (name === undefined) {
      complain(item, reading, `This must be a ${what} under its name, but is ${kindOf(item.value)}.`);
    } else if (names.length > 1) complain(item, reading, severalNames(item.value, what));
    else found.push({ ...below(item, name), name, item });
  }
  const seen = new Set<string>();
  for (const one of found) {
    if (seen.has(one.name)) {
      const message = `There is another ${what} called "${one.name.slice(0, 60)}" in this list. Give it a name of its own.`;
      complain(one, reading, { message, part: 'key' });
    }
    seen.add(one.name);
  }
  return found;
};

export interface NamedSpot extends Spot {
  readonly name: string;
  readonly item: Spot;
}

const listHint = (value: unknown): string => (isFields(value) ? ' Begin each with "- ".' : '');

const severalNames = (value: unknown, what: string): string => {
  const fields = Object.entries(value as Readonly<Record<string, unknown>>);
  const [first] = fields;
  if (first?.[1] === null) {
    return `This ${what} has nothing in it. Indent what belongs to "${first[0].slice(0, 60)}" further than its name.`;
  }
  const names = fields.slice(0, 5).map(([name]) => `"${name.slice(0, 60)}"`);
  return `An item holds one ${what}, but this one holds ${names.join(', ')}. Begin each with "- ".`;
};
