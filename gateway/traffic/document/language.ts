import type { Condition, Policy } from '../policy.ts';
import type { PolicyDeps } from '../policy-deps.ts';

/** The words that pipelines are written in, and what these are compiled with. */
export interface Language {
  readonly policies: ReadonlyMap<string, Policy>;
  readonly conditions: ReadonlyMap<string, Condition>;
  readonly deps: PolicyDeps;
  /** What to say of a name that is none of them: a plug-in may be missing that would have brought it. */
  readonly absent?: (name: string) => string | undefined;
}

export const languageOf = (parts: {
  readonly policies: readonly Policy[];
  readonly conditions: readonly Condition[];
  readonly deps: PolicyDeps;
  readonly absent?: Language['absent'];
}): Language => ({
  policies: new Map(parts.policies.map((policy) => [policy.name, policy])),
  conditions: new Map(parts.conditions.map((condition) => [condition.name, condition])),
  deps: parts.deps,
  ...(parts.absent !== undefined && { absent: parts.absent }),
});
