import { statusOfEnd, type EndStatus, type RunEnd } from '../run/run-end.ts';
import { differencesOf, type Difference } from './json-difference.ts';
import type { Replayed } from './replay.ts';
import { calledName, type CallTrace } from './call-trace.ts';

export const kindsOfDifference = ['end', 'output', 'new_calls', 'missing_calls', 'arguments'] as const;

export interface Comparison {
  /** Nothing: it goes as it went. */
  readonly differs: readonly (typeof kindsOfDifference)[number][];
  readonly before: Ending;
  readonly after: Ending;
  /** Of the outputs, or of the errors. */
  readonly differences: readonly Difference[];
  /** Calls that the run did not make. Without an answer the run stops there. */
  readonly newCalls: readonly CallBrief[];
  /** Calls that the run made, and this one does not. */
  readonly missingCalls: readonly CallBrief[];
  /** Calls that are made with something else. They were answered as they were then. */
  readonly arguments: readonly (CallBrief & { readonly differences: readonly Difference[] })[];
}

export interface Ending {
  /** `waiting`: for something that has not come. */
  readonly status: EndStatus | 'waiting';
}

export interface CallBrief {
  readonly key: string;
  readonly call: string;
}

export interface Sides {
  readonly before: { readonly end: RunEnd | null; readonly calls: readonly CallTrace[] };
  readonly after: Replayed;
}

const mostCalls = 50;

/** What another program makes of a run, against what it was. */
export const compare = ({ before, after }: Sides): Comparison => {
  const statuses = [statusOf(before.end), statusOf(after.end)] as const;
  const differences = differencesOf(resultOf(before.end), resultOf(after.end));
  const repeated = new Set([...after.repeated.values()].map(({ key }) => key));
  const missing = before.calls.filter(({ key }) => !repeated.has(key));
  const changed = [...after.repeated].flatMap(([call, { call: past }]) => {
    if (past === null) return [];
    const found = differencesOf(past.with, call.with);
    return found.length === 0 ? [] : [{ ...brief(call), differences: found }];
  });
  const differs: Comparison['differs'] = kindsOfDifference.filter(
    (kind) =>
      ({
        end: statuses[0] !== statuses[1],
        output: statuses[0] === statuses[1] && differences.length > 0,
        new_calls: after.newCalls.length > 0,
        missing_calls: missing.length > 0,
        arguments: changed.length > 0,
      })[kind],
  );
  return {
    differs,
    before: { status: statuses[0] },
    after: { status: statuses[1] },
    differences,
    newCalls: after.newCalls.slice(0, mostCalls).map(brief),
    missingCalls: missing.slice(0, mostCalls).map(brief),
    arguments: changed.slice(0, mostCalls),
  };
};

const brief = (call: CallTrace): CallBrief => ({ key: call.key, call: calledName(call) });

const statusOf = (end: RunEnd | null): Ending['status'] => (end === null ? 'waiting' : statusOfEnd(end));

const resultOf = (end: RunEnd | null): unknown => {
  if (end === null) return null;
  if (end.status === 'completed') return end.output;
  return end.status === 'faulted' ? end.error : { reason: end.reason };
};
