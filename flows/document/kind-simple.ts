import { expression, mapping } from './expressions.ts';
import { eventAttributes } from './events.ts';
import { noError, raisedError } from './errors.ts';
import { fieldsOf, namedItems } from './fields.ts';
import type { ErrorPlan, Expression, Mapping, SwitchCase, Template } from './model.ts';
import { complain, type Reader } from './reading.ts';
import { someText } from './values.ts';
import { isFields } from './words.ts';

/** What `set`, `switch`, `raise`, `wait` and `emit` hold. */

export const setMapping: Reader<Mapping> = (spot, reading) => {
  if (isFields(spot.value) && Object.keys(spot.value).length === 0) {
    complain(spot, reading, 'This sets nothing. Give at least one field, or an expression.');
  }
  return mapping(spot, reading);
};

export const raisedPlan: Reader<ErrorPlan> = (spot, reading) =>
  fieldsOf(spot, reading, { known: ['error'], required: ['error'] }).read('error', raisedError) ?? noError;

type Event = Readonly<Record<string, Template>>;

const emitted: Reader<Event> = (spot, reading) => {
  const attributes = eventAttributes(spot, reading);
  for (const name of ['source', 'type']) {
    if (isFields(spot.value) && !Object.hasOwn(attributes, name)) {
      complain(spot, reading, `"${name}" is missing: every event has one.`);
    }
  }
  return attributes;
};

const withAttributes: Reader<Event> = (spot, reading) =>
  fieldsOf(spot, reading, { known: ['with'], required: ['with'] }).read('with', emitted) ?? {};

export const emittedEvent: Reader<Event> = (spot, reading) =>
  fieldsOf(spot, reading, { known: ['event'], required: ['event'] }).read('event', withAttributes) ?? {};

interface Case {
  readonly when: Expression | null;
  readonly then: string;
}

const oneCase: Reader<Case> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['when', 'then'], required: ['then'] });
  return {
    when: fields.read('when', expression) ?? null,
    then: fields.read('then', someText) ?? 'continue',
  };
};

export const switchCases: Reader<readonly SwitchCase[]> = (spot, reading) => {
  const items = namedItems(spot, reading, 'case');
  if (Array.isArray(spot.value) && spot.value.length === 0) {
    complain(spot, reading, 'There is no case to choose. Give at least one.');
  }
  const cases = items.map((item): SwitchCase => ({ name: item.name, ...oneCase(item, reading) }));
  const [first, second] = items.filter((_, at) => cases[at]?.when === null);
  if (first !== undefined && second !== undefined) {
    const message = `"${first.name}" is taken already when no other case is. Give this one a "when".`;
    complain(second, reading, { message, part: 'key' });
  }
  return cases;
};
