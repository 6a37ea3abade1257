import { compare } from '../../../core/jq/compare.ts';
import { JqError } from '../../../core/jq/error.ts';
import type { Value } from '../../../core/jq/value.ts';
import { isHubError } from '../../../core/errors.ts';
import { patternFor } from '../../../core/schema/pattern.ts';
import type { FlowEvent } from '../messages.ts';
import type { Evaluate, Filter } from '../program.ts';
import type { Frame, RunState, Wanted } from '../state.ts';

export const wantedOf = (filter: Filter, frame: Frame, run: RunState): Wanted => ({
  attributes: new Map(filter.attributes.map(([name, value]) => [name, value(frame.input, frame, run)])),
  expected: new Map(
    filter.correlate.flatMap(({ name, expect }) =>
      expect === null ? [] : [[name, expect(frame.input, frame, run)] as const],
    ),
  ),
});

/** Dots and dashes are in most types: they make no pattern. */
export const isPattern = (text: string): boolean => /[\\^$*+?()[\]{}|]/.test(text);

export interface Listener {
  readonly filter: Filter;
  readonly wanted: Wanted;
  /** What earlier events have set, by the names of correlations. */
  readonly expected: ReadonlyMap<string, unknown> | null;
}

export interface Listening {
  readonly frame: Frame;
  readonly run: RunState;
}

/** Null when it does not fit; otherwise what the event sets for those that come after it. */
export const hears = (
  listener: Listener,
  event: FlowEvent,
  listening: Listening,
): ReadonlyMap<string, unknown> | null => {
  const { filter, wanted } = listener;
  for (const [name, value] of wanted.attributes) {
    if (!attributeFits(filter, value, event[name])) return null;
  }
  if (filter.data !== null && !dataFits(filter.data, event, listening)) return null;
  return correlated(listener, event, listening);
};

const attributeFits = (filter: Filter, wanted: unknown, given: unknown): boolean => {
  if (given === undefined || given === null) return false;
  if (wanted === true || equal(wanted, given)) return true;
  if (typeof wanted !== 'string' || typeof given !== 'string' || !isPattern(wanted)) return false;
  // What is no pattern after all fits only the text itself.
  return patternFor(`^(?:${wanted})$`, filter.patterns)?.matches(given) ?? false;
};

/** An expression that says yes or no is asked; what anything else gives must be the data. */
const dataFits = (data: NonNullable<Filter['data']>, event: FlowEvent, listening: Listening): boolean => {
  const given = event.data ?? null;
  const answer = asked(data.ask, given, listening);
  if (answer === undefined) return false;
  return data.asks && typeof answer === 'boolean' ? answer : equal(answer, given);
};

const none: ReadonlyMap<string, unknown> = new Map();

/** The first event sets what is not expected from the beginning. */
const correlated = (
  { filter, wanted, expected }: Listener,
  event: FlowEvent,
  listening: Listening,
): ReadonlyMap<string, unknown> | null => {
  if (filter.correlate.length === 0) return none;
  const found = new Map<string, unknown>();
  for (const { name, from, expect } of filter.correlate) {
    // Of its data, and where that has nothing of the kind, of the event around it.
    const value = asked(from, event.data ?? null, listening) ?? asked(from, event, listening);
    if (value === null || value === undefined) return null;
    const before = expect === null ? expected?.get(name) : wanted.expected.get(name);
    if (before !== undefined && !equal(before, value)) return null;
    if (expect === null) found.set(name, value);
  }
  return found;
};

/** An event can be anything: one that an expression cannot be asked about does not fit, and harms nobody. */
const asked = (ask: Evaluate, data: unknown, { frame, run }: Listening): unknown => {
  try {
    return ask(data, frame, run);
  } catch (error) {
    if (!isHubError(error, 'flow_faulted')) throw error;
    return undefined;
  }
};

const equal = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  try {
    return compare(one as Value, other as Value) === 0;
  } catch (error) {
    // Too deep to be looked at.
    if (error instanceof JqError) return false;
    throw error;
  }
};
