import type { Arrival } from '../arrival.ts';
import type { KeySets } from '../key-sets.ts';

/** What is at hand for a check. */
export interface CheckContext {
  /** All that are good just now: two while a secret is being changed. Never empty where the scheme needs one. */
  readonly secrets: readonly string[];
  readonly now: Date;
  readonly keySets: KeySets;
}

/** Why the webhook is not taken, for the log and the owner of the endpoint; undefined when it is good. */
export type Check<Rules> = (rules: Rules, arrival: Arrival, context: CheckContext) => string | undefined;
export type SlowCheck<Rules> = (
  rules: Rules,
  arrival: Arrival,
  context: CheckContext,
) => Promise<string | undefined>;
