import type { FlowCatalogue } from '../../core/flow-ports.ts';
import type { FlowDocument } from '../document/model.ts';
import { toldHere } from '../document/foreign.ts';
import { openReport, type FlowProblem } from '../document/report.ts';
import { compileFlow } from '../engine/compile.ts';
import { expressionProblems } from '../expression-problems.ts';
import type { Program } from '../engine/program.ts';
import type { VariableUse } from '../engine/variable-uses.ts';
import type { FlowResources, Source, WholeReading } from '../resources/open-resources.ts';
import { checkEmitted } from './emitted.ts';
import { checkIdentities } from './identities.ts';
import { checkNames } from './names.ts';
import { checkSuspicions } from './suspicions.ts';
import { checkVariables } from './variables.ts';

export interface Checked {
  /** Null where the text is no flow; then nothing else could be looked at. */
  readonly document: FlowDocument | null;
  /** Null where an expression is wrong. */
  readonly program: Program | null;
  readonly problems: readonly FlowProblem[];
  readonly warnings: readonly FlowProblem[];
  /** What its expressions read of the space's variables. */
  readonly variables: readonly VariableUse[];
  /** What it takes from addresses. */
  readonly resources: WholeReading['resources'];
}

export interface CheckParts {
  readonly spaceId: string;
  readonly catalogue: FlowCatalogue;
  readonly resources: FlowResources;
  /** Where what it takes from addresses comes from; `check` when left out. */
  readonly source?: Source;
}

/** Everything that is wrong with a text, at once, each with its place in it. */
export const checkFlow = async (
  text: string,
  { spaceId, catalogue, resources: elsewhere, source = 'check' }: CheckParts,
): Promise<Checked> => {
  const { reading, resources } = await elsewhere.read(spaceId, text, source);
  const { document, sketch, problems, places } = reading;
  const inOrder = (all: readonly FlowProblem[]) => ordered(toldHere(all, reading.elsewhere.parts));
  // What can be made out of a document with mistakes is looked at too: they are all told at once.
  if (sketch === null) return { document, program: null, problems, warnings: [], variables: [], resources };
  const found = openReport();
  const warned = openReport();
  const compiled = compileFlow(sketch);
  await checkNames(sketch, { spaceId, catalogue, problems: found, warnings: warned });
  checkEmitted(sketch, found);
  checkSuspicions(sketch, warned);
  const reports = { problems: found, warnings: warned };
  await checkIdentities(reading.elsewhere, { spaceId, resources: elsewhere, ...reports });
  const expressions = expressionProblems(compiled.problems, places);
  const variables = await checkVariables(compiled.variables, { spaceId, catalogue });
  return {
    document,
    program: document === null ? null : compiled.program,
    problems: inOrder([
      ...problems,
      ...expressions,
      ...expressionProblems(variables.problems, places),
      ...found.problems(places),
    ]),
    warnings: inOrder([...warned.problems(places), ...expressionProblems(variables.warnings, places)]),
    variables: compiled.variables,
    resources,
  };
};

const ordered = (problems: readonly FlowProblem[]): readonly FlowProblem[] =>
  problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
