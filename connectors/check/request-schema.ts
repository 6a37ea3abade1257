import type { BodyPlan, JsonSchema, OperationPlan, ParameterPlan } from '../../core/connector.ts';
import { isList, isObject, own } from '../../core/schema/plain.ts';

/** Where a parameter stands in the value that is checked, and in the places of problems. */
export const groupOf = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const;

/** Headers mean the same in upper and lower case. */
export const keyOf = ({ in: place, name }: Pick<ParameterPlan, 'in' | 'name'>): string =>
  place === 'header' ? name.toLowerCase() : name;

/** Of an argument of the operation's input. */
export const argumentSchema = ({ input }: OperationPlan, argument: string): JsonSchema => {
  const properties = isObject(input) ? own(input, 'properties') : undefined;
  const schema = isObject(properties) ? own(properties, argument) : undefined;
  return isObject(schema) || typeof schema === 'boolean' ? schema : true;
};

/** The body as it travels: its properties by their own names, those that must be there, and the object around it. */
export const bodySchema = (plan: OperationPlan, body: BodyPlan): JsonSchema => {
  const inner = innerSchema(plan, body);
  if (body.wrapper === undefined) return inner;
  return { type: 'object', properties: { [body.wrapper]: inner }, required: [body.wrapper] };
};

const innerSchema = (plan: OperationPlan, body: BodyPlan): JsonSchema => {
  if (body.arguments.shape === 'whole') return argumentSchema(plan, body.arguments.argument);
  const { names } = body.arguments;
  const required = isObject(plan.input) ? own(plan.input, 'required') : undefined;
  const needed = new Set<unknown>(isList(required) ? required : []);
  return {
    type: 'object',
    properties: Object.fromEntries(names.map(({ argument, name }) => [name, argumentSchema(plan, argument)])),
    required: [
      ...names.filter(({ argument }) => needed.has(argument)).map(({ name }) => name),
      ...(body.needs ?? []),
    ],
    ...(body.closed === true && { additionalProperties: false }),
  };
};

/** One schema for all of a request: one run of the check then, with one bound for all of it. */
export const requestSchema = (plan: OperationPlan): JsonSchema => {
  const { body } = plan;
  const groups = Object.entries(groupOf).map(([place, group]): [string, JsonSchema] => {
    const parameters = plan.parameters.filter((parameter) => parameter.in === place);
    return [
      group,
      {
        type: 'object',
        properties: Object.fromEntries(
          parameters.map((parameter) => [keyOf(parameter), argumentSchema(plan, parameter.argument)]),
        ),
        required: parameters.filter(({ required }) => required).map(keyOf),
      },
    ];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(
      body === undefined ? groups : [...groups, ['body', bodySchema(plan, body)]],
    ),
    ...(body?.required === true && { required: ['body'] }),
  };
};
