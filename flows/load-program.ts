import type { FlowDocument } from './document/model.ts';
import { readFlow } from './document/read-flow.ts';
import { compileFlow } from './engine/compile.ts';
import type { Program } from './engine/program.ts';
import { expressionProblems } from './expression-problems.ts';
import { flowInvalid } from './flow-invalid.ts';

/** A text that was checked when it was published, to a program. Loaded with all that it needs when the first flow is. */
export const loadProgram = async (
  name: string,
  text: string,
): Promise<{ readonly document: FlowDocument; readonly program: Program }> => {
  const { document, problems, places } = await readFlow(text);
  if (document === null) throw flowInvalid(name, problems);
  const compiled = compileFlow(document);
  const { program } = compiled;
  if (program !== null && problems.length === 0) return { document, program };
  throw flowInvalid(name, [...problems, ...expressionProblems(compiled.problems, places)]);
};
