import { nearestName } from '../../core/nearest-name.ts';
import { flowLimits } from './limits.ts';
import type { Places } from './places.ts';

/** One thing that is wrong with a flow: where in the document, and where in its text. */
export interface FlowProblem {
  /** JSON pointer. */
  readonly path: string;
  /** From 1 on. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Where a problem stands: at a value, or at the name of a field. */
export interface Finding {
  readonly path: string;
  readonly message: string;
  readonly part?: 'value' | 'key';
  /** Where a pointer leads to something else: as for a name that is there twice. */
  readonly offset?: number;
}

export interface Report {
  add(finding: Finding): void;
  /** So much is wrong already that it is not worth looking for hints. */
  full(): boolean;
  /** In the order of the text. */
  problems(places: Places): readonly FlowProblem[];
}

export const openReport = (): Report => {
  const findings = new Map<string, Finding>();
  let more = false;
  const full = (): boolean => findings.size >= flowLimits.problems;
  return {
    full,
    add: (finding) => {
      // What is used at two places is looked at twice.
      const key = `${finding.path}\n${finding.message}`;
      if (full()) more ||= !findings.has(key);
      else findings.set(key, finding);
    },
    problems: (places) => {
      const found = [...findings.values()].map(({ path, message, part, offset }): FlowProblem => ({
        path,
        ...(offset !== undefined
          ? places.offset(offset)
          : part === 'key'
            ? places.keyAt(path)
            : places.at(path)),
        message,
      }));
      found.sort((one, other) => one.line - other.line || one.column - other.column);
      const last = found.at(-1);
      if (!more || last === undefined) return found;
      return [...found, { ...last, path: '', message: 'There are more problems. Mend these first.' }];
    },
  };
};

/** ` Did you mean "with"?`, or nothing: to put behind a sentence. */
export const hint = (name: string, known: Iterable<string>): string => {
  // Every letter is one step from every other.
  if (name.length < 2) return '';
  const candidates = [...known].slice(0, mostCandidates);
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
};

/** Comparing costs the product of the lengths: for one of thousands of tasks the hint is not worth it. */
const mostCandidates = 300;
