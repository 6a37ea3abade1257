import { address } from './addresses.ts';
import { isDateTime } from '../../core/schema/formats/instant.ts';
import { expression, orExpression } from './expressions.ts';
import { below, fieldsOf, looseFields } from './fields.ts';
import type { EventFilter, EventStrategy, Expression, Template } from './model.ts';
import { complain, type Reader, type Reading, type Spot } from './reading.ts';
import { anything, list, mapOf, someText, text } from './values.ts';
import { isFields, quoted } from './words.ts';

const instant: Reader<string> = (spot, reading) => {
  const value = text(spot, reading);
  if (typeof spot.value === 'string' && !isDateTime(value)) {
    complain(spot, reading, `${quoted(value)} is no instant such as "2026-01-31T08:30:00Z".`);
  }
  return value;
};

const attributes: Readonly<Record<string, Reader<unknown>>> = {
  id: text,
  source: address,
  type: someText,
  time: orExpression(instant),
  subject: text,
  datacontenttype: text,
  dataschema: address,
};

/** The attributes of an event. Those that CloudEvents does not know are extensions of it. */
export const eventAttributes: Reader<Readonly<Record<string, Template>>> = (spot, reading) => {
  for (const name of looseFields(spot, reading).names) {
    if (Object.hasOwn(attributes, name)) (attributes[name] ?? anything)(below(spot, name), reading);
  }
  return isFields(spot.value) ? spot.value : {};
};

const filterAttributes: Reader<Readonly<Record<string, Template>>> = (spot, reading) => {
  const given = eventAttributes(spot, reading);
  if (isFields(spot.value) && Object.keys(given).length === 0) {
    complain(
      spot,
      reading,
      'This names no attribute, so that no event can be told from another. Give at least "type".',
    );
  }
  return given;
};

interface Correlation {
  readonly from: Expression;
  readonly expect: Template;
}

const correlation: Reader<Correlation> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['from', 'expect'], required: ['from'] });
  return { from: fields.read('from', expression) ?? '.', expect: fields.read('expect', text) };
};

const filter: Reader<EventFilter> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['with', 'correlate'], required: ['with'] });
  return {
    with: fields.read('with', filterAttributes) ?? {},
    correlate: fields.read('correlate', mapOf(correlation)) ?? {},
  };
};

/** Which events are waited for. */
export const eventStrategy: Reader<EventStrategy> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['one', 'all', 'any', 'until'] });
  const forms = ['one', 'all', 'any'].filter(fields.has);
  if (forms.length !== 1 && isFields(spot.value)) complain(spot, reading, wrongForms(forms));
  const until = fields.spot('until');
  if (until !== undefined && !fields.has('any')) {
    complain(until, reading, { message: 'Only "any" goes on until something comes.', part: 'key' });
  }
  if (fields.has('one')) return { kind: 'one', filters: [fields.read('one', filter) ?? everything] };
  if (fields.has('all')) return { kind: 'all', filters: fields.read('all', someFilters) ?? [] };
  return {
    kind: 'any',
    filters: fields.read('any', list(filter)) ?? [],
    until: until === undefined ? null : untilOf(until, reading),
  };
};

const everything: EventFilter = { with: {}, correlate: {} };

const someFilters: Reader<readonly EventFilter[]> = (spot, reading) => {
  const filters = list(filter)(spot, reading);
  if (Array.isArray(spot.value) && filters.length === 0) {
    complain(spot, reading, 'All of no events have come already. Name at least one.');
  }
  return filters;
};

const wrongForms = (forms: readonly string[]): string =>
  forms.length === 0
    ? 'One of "one", "all" or "any" is missing.'
    : `There can be only one of ${forms.map((form) => `"${form}"`).join(' and ')}.`;

type Until = Extract<EventStrategy, { kind: 'any' }>['until'];

const untilOf = (spot: Spot, reading: Reading): Until => {
  if (!isFields(spot.value)) return { expression: expression(spot, reading) };
  const events = eventStrategy(spot, reading);
  if (Object.hasOwn(spot.value, 'until')) {
    const message = 'What ends the listening cannot have an "until" of its own.';
    complain(below(spot, 'until'), reading, { message, part: 'key' });
  }
  return { events };
};
