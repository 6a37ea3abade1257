import type { FlowCatalogue } from '../../core/ports.ts';
import type { FlowDocument } from '../document/model.ts';
import { readFlow } from '../document/read-flow.ts';
import { openReport, type FlowProblem } from '../document/report.ts';
import { compileFlow } from '../engine/compile.ts';
import { expressionProblems } from '../expression-problems.ts';
import type { Program } from '../engine/program.ts';
import { checkNames } from './names.ts';
import { checkSuspicions } from './suspicions.ts';

export interface Checked {
  /** Null where the text is no flow; then nothing else could be looked at. */
  readonly document: FlowDocument | null;
  /** Null where an expression is wrong. */
  readonly program: Program | null;
  readonly problems: readonly FlowProblem[];
  readonly warnings: readonly FlowProblem[];
}

/** Everything that is wrong with a text, at once, each with its place in it. */
export const checkFlow = async (
  text: string,
  { spaceId, catalogue }: { readonly spaceId: string; readonly catalogue: FlowCatalogue },
): Promise<Checked> => {
  const { document, sketch, problems, places } = await readFlow(text);
  // What can be made out of a document with mistakes is looked at too: they are all told at once.
  if (sketch === null) return { document, program: null, problems, warnings: [] };
  const found = openReport();
  const warned = openReport();
  const compiled = compileFlow(sketch);
  await checkNames(sketch, { spaceId, catalogue, problems: found, warnings: warned });
  checkSuspicions(sketch, warned);
  const expressions = expressionProblems(compiled.problems, places);
  return {
    document,
    program: document === null ? null : compiled.program,
    problems: inOrder([...problems, ...expressions, ...found.problems(places)]),
    warnings: warned.problems(places),
  };
};

const inOrder = (problems: readonly FlowProblem[]): readonly FlowProblem[] =>
  problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
