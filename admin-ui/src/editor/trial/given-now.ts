import type { Translate } from '../../messages/translate.ts';
import { checkValue } from '../../schema-form/check-value.ts';
import { definitionsOf, isRecord } from '../../schema-form/settle.ts';
import { startValue } from '../../schema-form/start-value.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import type { Given } from './kept-trial.ts';
import { inputSchemaOf } from './trial-wish.ts';

/** A flow that events begin is tried with one of them, until somebody wants something else. */
export const givenNow = (given: Given, events: readonly Record<string, unknown>[]): Given =>
  given.kind === 'input' && given.input === undefined && events.length > 0
    ? { kind: 'event', event: events.length === 1 ? events[0] : events }
    : given;

/** Whether something is wrong with it that can be said before the hub is asked. */
export const isWrong = (given: Given, shape: FlowShape, t: Translate): boolean => {
  if (given.kind === 'run') return given.run === '';
  if (given.kind === 'event') return !isEvents(given.event);
  const schema = inputSchemaOf(shape);
  const definitions = definitionsOf(schema);
  const value = given.input === undefined ? (startValue(schema, definitions) ?? {}) : given.input;
  return checkValue({ schema, value }, { definitions, t }).length > 0;
};

/** Each of them has a type, by which the flow knows it. */
export const isEvents = (value: unknown): boolean => {
  const events: unknown[] = Array.isArray(value) ? value : [value];
  return (
    events.length > 0 &&
    events.every((one) => isRecord(one) && typeof one['type'] === 'string' && one['type'] !== '')
  );
};
