import { escapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, own, type PlainObject } from '../../../core/schema/plain.ts';

/** One action of a pipeline with its condition, and where it stands. */
export interface GivenStep {
  readonly policy: string;
  readonly condition: unknown;
  readonly action: PlainObject;
  /** JSON pointer of the step; its action is below at `/action`. */
  readonly at: string;
}

/**
 * What runs one after the other, in any JSON: what has not the form of a step is left out, since the document's schema tells
 * of it. A policy without anything, or with null, is one step that takes the defaults.
 */
export const stepsOf = (document: unknown): GivenStep[] => {
  const policies = isObject(document) ? own(document, 'policies') : undefined;
  if (!isList(policies)) return [];
  return policies.flatMap((entry, at) =>
    isObject(entry)
      ? Object.entries(entry).flatMap(([policy, given]) =>
          stepsOfPolicy(policy, given, `/policies/${at}/${escapeStep(policy)}`),
        )
      : [],
  );
};

const stepsOfPolicy = (policy: string, given: unknown, at: string): GivenStep[] => {
  if (!isList(given)) return stepOf(policy, given, at);
  return given.length === 0
    ? stepOf(policy, null, at)
    : given.flatMap((step, index) => stepOf(policy, step, `${at}/${index}`));
};

const stepOf = (policy: string, given: unknown, at: string): GivenStep[] => {
  const step = given ?? {};
  if (!isObject(step)) return [];
  const action = own(step, 'action') ?? {};
  return isObject(action) ? [{ policy, condition: own(step, 'condition') ?? undefined, action, at }] : [];
};
