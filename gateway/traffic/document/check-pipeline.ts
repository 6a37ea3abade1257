import { escapeStep } from '../../../core/json-pointer.ts';
import { patternFor } from '../../../core/schema/pattern.ts';
import type { Handler, PolicyPlace } from '../policy.ts';
import { compileSteps } from './compile-steps.ts';
import type { Language } from './language.ts';
import { mostBytes, tooLarge } from './limits.ts';
import { methodsOf, pipelineFields, pipelineSchema, type PipelineDocument } from './pipeline.ts';
import { problemsOf, type DocumentProblem } from './problems.ts';

export interface CheckedPipeline {
  readonly problems: readonly DocumentProblem[];
  /** What it is made of; null where anything is wrong. */
  readonly pipeline: { readonly document: PipelineDocument; readonly steps: readonly Handler[] } | null;
}

/** Any JSON, its secrets open: everything that is wrong with it at once, or what requests go through. Never throws. */
export const checkPipeline = (
  given: unknown,
  place: Omit<PolicyPlace, 'at'>,
  language: Language,
): CheckedPipeline => {
  if (mostBytes(given)) return { problems: [tooLarge], pipeline: null };
  const parsed = pipelineSchema.safeParse(given);
  const { steps, problems: ofSteps } = compileSteps(given, place, language);
  if (!parsed.success) {
    const problems = [...problemsOf(parsed.error, '', pipelineFields), ...ofSteps];
    return { problems: inOrder(problems), pipeline: null };
  }
  const document = parsed.data;
  const problems = [...endpointProblems(document), ...ofSteps];
  return { problems: inOrder(problems), pipeline: problems.length > 0 ? null : { document, steps } };
};

const inOrder = (problems: readonly DocumentProblem[]): DocumentProblem[] => {
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    const key = `${path} ${message}`;
    return seen.has(key) ? false : seen.add(key);
  });
};

const endpointProblems = ({ apiEndpoints }: PipelineDocument): DocumentProblem[] =>
  Object.entries(apiEndpoints).flatMap(([name, endpoint]) => {
    const at = `/apiEndpoints/${escapeStep(name)}`;
    const problems: DocumentProblem[] = [];
    if (endpoint.pathRegex !== undefined) {
      const notes = new Set<string>();
      if (patternFor(endpoint.pathRegex, { patterns: new Map(), notes }) === null)
        problems.push({ path: `${at}/pathRegex`, message: `cannot be used: ${[...notes].join()}` });
    }
    for (const method of methodsOf(endpoint))
      if (!/^[A-Z][A-Z-]{0,39}$/.test(method))
        problems.push({ path: `${at}/methods`, message: `"${method.slice(0, 40)}" is no method of HTTP` });
    return problems;
  });
