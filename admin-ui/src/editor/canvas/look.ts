import type { Finding, Findings } from '../../flows/text/draft-saver.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import { stepOfPath } from '../document/resolve.ts';
import type { Visitor } from './canvas-props.ts';
import type { DiffMark, DiffMarks } from './diff-marks.ts';
import type { RunMark, RunMarks } from './run-marks.ts';

/** How a step looks besides what it is. */
export interface Look {
  readonly chosen: boolean;
  /** The one that the keyboard is at. */
  readonly active: boolean;
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly pinned: boolean;
  readonly hit: boolean;
  readonly mark: RunMark | null;
  readonly diff: DiffMark | null;
  readonly visitors: readonly Visitor[];
}

export interface Looks {
  readonly chosen: readonly string[];
  readonly problems: ReadonlyMap<string, readonly Finding[]>;
  readonly warnings: ReadonlyMap<string, readonly Finding[]>;
  readonly pins: ReadonlySet<string> | undefined;
  readonly hits: ReadonlySet<string>;
  readonly marks: RunMarks | undefined;
  readonly diff: DiffMarks | undefined;
  readonly visitors: ReadonlyMap<string, readonly Visitor[]> | undefined;
}

const none: readonly never[] = [];

export const lookOf = (looks: Looks, place: string): Look => ({
  chosen: looks.chosen.includes(place),
  active: looks.chosen.at(-1) === place,
  problems: looks.problems.get(place) ?? none,
  warnings: looks.warnings.get(place) ?? none,
  pinned: looks.pins?.has(place) ?? false,
  hit: looks.hits.has(place),
  mark: looks.marks?.get(place) ?? null,
  diff: looks.diff?.get(place) ?? null,
  visitors: looks.visitors?.get(place) ?? none,
});

export const sameLook = (one: Look, other: Look): boolean =>
  one.chosen === other.chosen &&
  one.active === other.active &&
  sameFindings(one.problems, other.problems) &&
  sameFindings(one.warnings, other.warnings) &&
  one.pinned === other.pinned &&
  one.hit === other.hit &&
  sameMark(one.mark, other.mark) &&
  one.diff === other.diff &&
  one.visitors === other.visitors;

const sameFindings = (one: readonly Finding[], other: readonly Finding[]): boolean =>
  one === other ||
  (one.length === other.length && one.every(({ message }, at) => message === other[at]?.message));

const sameMark = (one: RunMark | null, other: RunMark | null): boolean =>
  one === other ||
  (one !== null &&
    one.status === other?.status &&
    one.attempts === other.attempts &&
    one.ms === other.ms &&
    one.count === other.count &&
    one.error === other.error);

type ByStep = Pick<Looks, 'problems' | 'warnings'>;

export const findingsByStep = (shape: FlowShape, { problems, warnings }: Findings): ByStep => {
  const group = (findings: readonly Finding[]): Map<string, Finding[]> => {
    const found = Map.groupBy(findings, ({ path }) => stepOfPath(shape, path) ?? '');
    found.delete('');
    return found;
  };
  return { problems: group(problems), warnings: group(warnings) };
};
