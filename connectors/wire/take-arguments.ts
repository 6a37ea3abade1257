import { HubError, type Problem } from '../../core/errors.ts';
import type { BodyPlan, OperationPlan, ParameterPlan } from '../../core/connector.ts';
import { nearestName } from '../../core/nearest-name.ts';

export interface GivenParameter {
  readonly plan: ParameterPlan;
  readonly value: unknown;
}

export interface GivenBody {
  readonly plan: BodyPlan;
  readonly value: unknown;
  /** What the caller calls a property of the body: failures speak the caller's words. */
  readonly argumentOf: (property: string) => string;
}

export interface Taken {
  readonly parameters: readonly GivenParameter[];
  readonly body: GivenBody | undefined;
}

export type Input = Readonly<Record<string, unknown>>;

/** Every argument finds its place, or is named: what nobody asked for would silently do nothing. */
export const takeArguments = (plan: OperationPlan, input: Input): Taken => {
  const problems: Problem[] = [];
  const parameters: GivenParameter[] = [];
  for (const parameter of plan.parameters) {
    const { argument, required, fallback } = parameter;
    const value = isGiven(input, argument) ? input[argument] : required ? fallback : undefined;
    if (value !== undefined) parameters.push({ plan: parameter, value });
    else if (required) problems.push({ path: argument, message: 'is required' });
  }
  const body = plan.body === undefined ? undefined : takeBody(plan.body, input);
  if (plan.body?.required === true && body === undefined) problems.push(...missingBody(plan.body));
  problems.push(...unknownArguments(plan, input));
  if (problems.length > 0) throw refusal(plan, problems);
  return { parameters, body };
};

const isGiven = (input: Input, argument: string): boolean =>
  Object.hasOwn(input, argument) && input[argument] !== undefined;

const takeBody = (plan: BodyPlan, input: Input): GivenBody | undefined => {
  const body = takeWhole(plan, input);
  return body === undefined || plan.wrapper === undefined
    ? body
    : { ...body, value: { [plan.wrapper]: body.value } };
};

const takeWhole = (plan: BodyPlan, input: Input): GivenBody | undefined => {
  if (plan.arguments.shape === 'whole') {
    const { argument } = plan.arguments;
    if (!isGiven(input, argument)) return undefined;
    return { plan, value: input[argument], argumentOf: (property) => `${argument}.${property}` };
  }
  const { names } = plan.arguments;
  const present = names.filter(({ argument }) => isGiven(input, argument));
  // A body that must come and of which nothing is given is an empty object: which of its properties must be there
  // is for the schema to say.
  if (present.length === 0 && !plan.required) return undefined;
  return {
    plan,
    // By entries: assigning to a property called `__proto__` would make no property.
    value: Object.fromEntries(present.map(({ argument, name }) => [name, input[argument]])),
    argumentOf: (property) => names.find(({ name }) => name === property)?.argument ?? property,
  };
};

const missingBody = (plan: BodyPlan): Problem[] =>
  plan.arguments.shape === 'whole' ? [{ path: plan.arguments.argument, message: 'is required' }] : [];

const argumentsOf = ({ parameters, body }: OperationPlan): string[] => {
  const names = parameters.map(({ argument }) => argument);
  if (body === undefined) return names;
  if (body.arguments.shape === 'whole') return [...names, body.arguments.argument];
  return [...names, ...body.arguments.names.map(({ argument }) => argument)];
};

const unknownArguments = (plan: OperationPlan, input: Input): Problem[] => {
  const known = argumentsOf(plan);
  const taken = new Set(known);
  return Object.keys(input)
    .filter((name) => !taken.has(name) && input[name] !== undefined)
    .map((name) => {
      const meant = nearestName(name, known);
      const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
      return { path: name.slice(0, 80), message: `is no argument of this operation${hint}` };
    });
};

const mostProblems = 20;

const refusal = ({ name }: OperationPlan, problems: readonly Problem[]): HubError => {
  const shown = problems.slice(0, mostProblems);
  const said = shown.slice(0, 3).map(({ path, message }) => `"${path}" ${message}`);
  const more = problems.length > said.length ? ` (and ${problems.length - said.length} more)` : '';
  return new HubError('input_invalid', `${name}: ${said.join('; ')}${more}.`.replace('?.', '?'), {
    problems: shown,
  });
};
