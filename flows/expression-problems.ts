import type { Places } from './document/places.ts';
import type { FlowProblem } from './document/report.ts';
import type { CompileProblem } from './engine/compiler.ts';

/** What the compiler says of expressions, with the place in the file: of the letter that is wrong, where that is known. */
export const expressionProblems = (problems: readonly CompileProblem[], places: Places): FlowProblem[] =>
  problems.map(({ path, message, line, column }) => ({
    path,
    message,
    ...places.at(path, line === undefined || column === undefined ? undefined : { line, column }),
  }));
