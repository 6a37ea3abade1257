import type { OperationPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import type { Input } from '../wire/take-arguments.ts';

/**
 * Parameters by the names of the document, as the arguments of the plan. `body` is the whole body, where nothing else
 * has this name; a property of the body can be given by itself as well.
 */
export const documentArguments = (plan: OperationPlan, given: Input): Input =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      name === 'body' && isWholeBody(plan)
        ? bodyArguments(plan, value)
        : [[argumentFor(plan, name), value] as const],
    ),
  );

/** What nobody knows keeps its name: the one who takes the arguments says what is wrong with it. */
const argumentFor = (plan: OperationPlan, name: string): string => {
  const { parameters, body } = plan;
  const header = name.toLowerCase();
  const parameter =
    parameters.find((one) => one.name === name) ??
    parameters.find((one) => one.in === 'header' && one.name.toLowerCase() === header);
  if (parameter !== undefined) return parameter.argument;
  const properties = body?.arguments.shape === 'spread' ? body.arguments.names : [];
  return properties.find((one) => one.name === name)?.argument ?? name;
};

const isWholeBody = ({ parameters, body }: OperationPlan): boolean => {
  if (body === undefined || parameters.some(({ name }) => name === 'body')) return false;
  return body.arguments.shape === 'whole' || !body.arguments.names.some(({ name }) => name === 'body');
};

type Argument = readonly [name: string, value: unknown];

const bodyArguments = ({ name, body }: OperationPlan, value: unknown): Argument[] => {
  if (body?.arguments.shape === 'whole') return [[body.arguments.argument, value]];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new HubError('input_invalid', `${name}: "body" is no object, which its document asks for.`, {
      problems: [{ path: 'body', message: 'has to be an object' }],
    });
  const names = body?.arguments.names ?? [];
  return Object.entries(value).map(([property, inner]: [string, unknown]) => [
    names.find((one) => one.name === property)?.argument ?? property,
    inner,
  ]);
};
