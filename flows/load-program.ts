import type { FlowDocument } from './document/model.ts';
import { toldHere } from './document/foreign.ts';
import { readFlow } from './document/read-flow.ts';
import { compileFlow } from './engine/compile.ts';
import type { Program } from './engine/program.ts';
import { triedDocument } from './engine/trial.ts';
import { expressionProblems } from './expression-problems.ts';
import { flowInvalid } from './flow-invalid.ts';
import type { KeptDraft } from './resources/draft-text.ts';
import { lookUpIn } from './resources/resource.ts';

/** A text that was checked when it was published, to a program. Loaded with all that it needs when the first flow is. */
export const loadProgram = async (
  name: string,
  { text, resources, trial }: KeptDraft,
): Promise<{ readonly document: FlowDocument; readonly program: Program }> => {
  const { document: read, problems, places, elsewhere } = await readFlow(text, lookUpIn(resources));
  if (read === null) throw flowInvalid(name, problems);
  const document = trial === undefined ? read : triedDocument(read);
  const compiled = compileFlow(document, trial);
  const { program } = compiled;
  if (program !== null && problems.length === 0) return { document, program };
  const expressions = toldHere(expressionProblems(compiled.problems, places), elsewhere.parts);
  throw flowInvalid(name, [...problems, ...expressions]);
};
