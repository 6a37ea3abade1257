import { openYaml } from '../../platform/yaml.ts';
import type { ForeignPart } from './elsewhere.ts';
import { flowLimits } from './limits.ts';
import { openPlaces } from './places.ts';
import { complain, type Reading, type Spot } from './reading.ts';
import type { FlowProblem, Report } from './report.ts';
import { plainTree } from './tree.ts';

export interface ForeignText {
  readonly text: string;
  readonly address: string;
}

/** A text from elsewhere as a part of the document, below a place of it. Undefined, with a problem, when it is no YAML. */
export const foreignSpot = (
  { text, address }: ForeignText,
  place: string,
  { caller, reading }: { readonly caller: Spot; readonly reading: Reading },
): Spot | undefined => {
  const yaml = openYaml(text, flowLimits.depth);
  if ('reason' in yaml) {
    const { reason, line, column } = yaml;
    complain(caller, reading, `${told(address, line, column)} This is no YAML: ${reason}.`);
    return undefined;
  }
  const [root, ...others] = yaml.nodes();
  if (root == null || others.length > 0) {
    const found = others.length > 0 ? `${others.length + 1} documents` : 'nothing';
    complain(caller, reading, `At ${address} stands ${found}, where one document should.`);
    return undefined;
  }
  const { value, aliases, complete } = plainTree(root, below(reading.report, place));
  reading.elsewhere.parts.push({ place, address, places: openPlaces(text, root, aliases) });
  return complete ? { path: place, value } : undefined;
};

/** Offsets are of the other text, and mean nothing in this one. */
const below = (report: Report, place: string): Report => ({
  ...report,
  add: ({ path, message, part }) =>
    report.add({ path: place + path, message, ...(part !== undefined && { part }) }),
});

const told = (address: string, line: number, column: number): string =>
  `In ${address}, line ${line}, column ${column}:`;

/** What is wrong in a text from elsewhere is told at the place that names it, with where it is over there. */
export const toldHere = (
  problems: readonly FlowProblem[],
  parts: readonly ForeignPart[],
): readonly FlowProblem[] => (parts.length === 0 ? problems : problems.map((one) => toldOne(one, parts)));

const toldOne = (problem: FlowProblem, parts: readonly ForeignPart[]): FlowProblem => {
  const { path, message } = problem;
  const around = parts
    .filter(({ place }) => path === place || path.startsWith(`${place}/`))
    .toSorted((one, other) => one.place.length - other.place.length);
  const [outermost, innermost] = [around[0], around.at(-1)];
  if (outermost === undefined || innermost === undefined) return problem;
  const { line, column } = innermost.places.at(path.slice(innermost.place.length));
  const here = outermost.place.slice(0, outermost.place.lastIndexOf('/'));
  return { ...problem, path: here, message: `${told(innermost.address, line, column)} ${message}` };
};
