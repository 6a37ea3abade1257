import { expressionIn } from '../engine/template.ts';
import type { Duration, Expression, Mapping } from './model.ts';
import { complain, type Reader } from './reading.ts';
import { someText, text } from './values.ts';
import { isFields, kindOf } from './words.ts';
import { durationMs } from '../engine/duration.ts';
import { fieldsOf } from './fields.ts';

/** A text that can only be an expression: the `${ }` around it may be left out. */
export const expression: Reader<Expression> = (spot, reading) => {
  if (typeof spot.value !== 'string') {
    complain(
      spot,
      reading,
      `This must be an expression such as "\${ .items }", but is ${kindOf(spot.value)}.${boolHint(spot.value)}`,
    );
    return '.';
  }
  const given = someText(spot, reading);
  const inside = expressionIn(given);
  if (inside === undefined && given.trimStart().startsWith('${')) {
    complain(
      spot,
      reading,
      'This begins with "${", but is not one expression. Put "${ }" around all of it, or leave it out.',
    );
  }
  const source = inside ?? given.trim();
  if (source === '' && given !== '') complain(spot, reading, 'This expression is empty.');
  return source;
};

const boolHint = (value: unknown): string =>
  typeof value === 'boolean' ? ` Write it as a text: "\${ ${String(value)} }".` : '';

/** True when the text as a whole is `${ … }`. */
export const isExpression = (value: unknown): boolean =>
  typeof value === 'string' && expressionIn(value) !== undefined;

/** A text is an expression, an object a template. */
export const mapping: Reader<Mapping> = (spot, reading) => {
  if (isFields(spot.value)) return { template: spot.value };
  if (typeof spot.value === 'string') return { expression: expression(spot, reading) };
  complain(spot, reading, `This must be an expression or an object of them, but is ${kindOf(spot.value)}.`);
  return { template: null };
};

export const duration: Reader<Duration> = (spot, reading) => {
  if (isExpression(spot.value)) return { expression: expression(spot, reading) };
  if (typeof spot.value === 'string') {
    const ms = durationMs(spot.value);
    if (ms === undefined) complain(spot, reading, notDuration(spot.value));
    return { ms: Math.round(ms ?? 0) };
  }
  const units = ['days', 'hours', 'minutes', 'seconds', 'milliseconds'];
  if (!isFields(spot.value)) {
    complain(spot, reading, `This must be ${durationForms}, but is ${kindOf(spot.value)}.`);
    return { ms: 0 };
  }
  const fields = fieldsOf(spot, reading, { known: units });
  if (fields.names.length === 0)
    complain(spot, reading, `This is an empty object. It must be ${durationForms}.`);
  const counts = units.map((unit) => [unit, fields.read(unit, count) ?? 0] as const);
  const ms = durationMs(Object.fromEntries(counts));
  if (ms === undefined) complain(spot, reading, 'This is longer than 100 years.');
  return { ms: ms ?? 0 };
};

const durationForms =
  'a duration: an object such as { seconds: 30 }, a text such as "PT30S", or an expression';

const notDuration = (given: string): string =>
  `"${given.slice(0, 60)}" is no duration of up to 100 years. It must be ${durationForms}.`;

const count: Reader<number> = (spot, reading) => {
  const { value } = spot;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  const given = typeof value === 'number' ? String(value) : kindOf(value);
  const whole = isExpression(value) ? ' An expression stands for all of the duration.' : '';
  complain(spot, reading, `This must be a whole number from 0 on, but is ${given}.${whole}`);
  return 0;
};

/** A value that people may write as it is, or as an expression that gives it. */
export const orExpression =
  (reader: Reader<unknown>): Reader<unknown> =>
  (spot, reading) => {
    if (!isExpression(spot.value)) return reader(spot, reading);
    expression(spot, reading);
    return text(spot, reading);
  };
