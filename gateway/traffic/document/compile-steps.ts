import { isHubError } from '../../../core/errors.ts';
import { isList, isObject, own } from '../../../core/schema/plain.ts';
import { without } from '../../../core/without.ts';
import type { StepParts } from '../pipeline.ts';
import type { Handler, PolicyPlace, Test } from '../policy.ts';
import type { Language } from './language.ts';
import { didYouMean, problemsOf, quoted, type DocumentProblem } from './problems.ts';
import { stepsOf, type GivenStep } from './steps.ts';

export interface CompiledSteps {
  /** In their order; not all of them where there are problems. */
  readonly steps: readonly Handler[];
  /** The same, taken apart. */
  readonly parts: readonly StepParts[];
  readonly problems: readonly DocumentProblem[];
}

/** A document's policies as handlers. Its secrets are open; nothing of it has to be right. */
export const compileSteps = (
  document: unknown,
  place: Omit<PolicyPlace, 'at'>,
  language: Language,
): CompiledSteps => {
  const problems: DocumentProblem[] = [];
  const parts = stepsOf(document).flatMap((step) => {
    const part = compileStep(step, { place: { ...place, at: step.at }, language, problems });
    return part === undefined ? [] : [part];
  });
  const steps = parts.map(({ test, handler }) => (test === null ? handler : guarded(test, handler)));
  return { steps, parts, problems };
};

interface Compiling {
  readonly place: PolicyPlace;
  readonly language: Language;
  readonly problems: DocumentProblem[];
}

const compileStep = (step: GivenStep, compiling: Compiling): StepParts | undefined => {
  const { policy, at, condition } = step;
  const handler = compilePolicy(step, compiling);
  const test = condition === undefined ? null : compileCondition(condition, `${at}/condition`, compiling);
  return handler === undefined || test === undefined ? undefined : { policy, at, test, handler };
};

/** Waits only for a test that has to. */
const guarded =
  (test: Test, handler: Handler): Handler =>
  (exchange) => {
    const fits = test(exchange);
    if (typeof fits === 'boolean') return fits ? handler(exchange) : undefined;
    return fits.then((is) => (is ? handler(exchange) : undefined));
  };

const compilePolicy = (
  { policy: name, action, at }: GivenStep,
  { place, language, problems }: Compiling,
): Handler | undefined => {
  const policy = language.policies.get(name);
  if (policy === undefined) {
    problems.push({ path: at, message: unknownName('policy', name, language) });
    return undefined;
  }
  const parsed = policy.action.safeParse(action);
  if (!parsed.success) {
    problems.push(...problemsOf(parsed.error, `${at}/action`, fieldsOf(policy.action)));
    return undefined;
  }
  return told(problems, `${at}/action`, () => policy.compile(parsed.data, place, language.deps));
};

const compileCondition = (
  given: unknown,
  at: string,
  { place, language, problems }: Compiling,
): Test | undefined => {
  const name = isObject(given) ? own(given, 'name') : undefined;
  if (!isObject(given) || typeof name !== 'string') {
    problems.push({ path: at, message: 'must be a condition: an object with a name' });
    return undefined;
  }
  const unknown = unknownConditions(given, at, language);
  problems.push(...unknown);
  const condition = language.conditions.get(name);
  if (condition === undefined || unknown.length > 0) return undefined;
  const parsed = condition.parameters.safeParse(without(given, ['name']));
  if (!parsed.success) {
    problems.push(...problemsOf(parsed.error, at, fieldsOf(condition.parameters)));
    return undefined;
  }
  return told(problems, at, () => condition.compile(parsed.data, place, language.deps));
};

/** Nobody holds conditions in each other so deep, and what is deeper is refused anyway. */
const longestPlace = 1_000;

/** Names of it, and of the conditions that it holds. */
const unknownConditions = (given: unknown, at: string, language: Language): DocumentProblem[] => {
  if (!isObject(given) || at.length > longestPlace) return [];
  const { name, conditions: several, condition } = given;
  const inner = [
    ...(isList(several) ? several.map((one, index) => [one, `${at}/conditions/${index}`] as const) : []),
    ...(condition === undefined ? [] : [[condition, `${at}/condition`] as const]),
  ].flatMap(([one, path]) => unknownConditions(one, path, language));
  if (typeof name !== 'string' || language.conditions.has(name)) return inner;
  return [{ path: `${at}/name`, message: unknownName('condition', name, language) }, ...inner];
};

const unknownName = (what: 'policy' | 'condition', name: string, language: Language): string => {
  const known = [...(what === 'policy' ? language.policies : language.conditions).keys()];
  const absent = language.absent?.(name);
  const message = `There is no ${what} ${quoted(name)}${didYouMean(name, known) || '.'}`;
  return absent === undefined ? message : `${message} ${absent}`;
};

/** What a policy says of its own action. */
const told = <Made>(problems: DocumentProblem[], at: string, compile: () => Made): Made | undefined => {
  try {
    return compile();
  } catch (error) {
    if (!isHubError(error, 'input_invalid')) throw error;
    const own = error.problems.map(({ path, message }) => ({ path: `${at}${path}`, message }));
    problems.push(...(own.length > 0 ? own : [{ path: at, message: error.message }]));
    return undefined;
  }
};

const fieldsOf = (schema: unknown): string[] => {
  const shape =
    isObject(schema) || schema instanceof Object ? (schema as { shape?: unknown }).shape : undefined;
  return isObject(shape) ? Object.keys(shape) : [];
};
