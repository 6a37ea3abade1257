import type { BodyPlan, OperationPlan, ParameterPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import type { ApiRequest } from '../define/functions.ts';

export interface FunctionRequest {
  readonly plan: OperationPlan;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A request that a function asks for, as an operation of its own: so it is written and read as all others are. */
export const planRequest = (operation: OperationPlan, request: ApiRequest): FunctionRequest => {
  const { method, path } = request;
  const input: Record<string, unknown> = {};
  const parameters: ParameterPlan[] = [];
  const add = (place: ParameterPlan['in'], values: Readonly<Record<string, unknown>> | undefined): void => {
    for (const [name, value] of Object.entries(values ?? {})) {
      if (value === undefined) continue;
      input[`${place} ${name}`] = value;
      parameters.push(parameterOf(place, name));
    }
  };
  add('path', request.params);
  add('query', request.query);
  add('header', request.headers);
  const body = bodyOf(operation, request);
  if (body !== undefined) input['body'] = request.json ?? request.form;
  const safe = method === 'GET' || method === 'HEAD';
  const idempotent = request.repeatable ?? (safe || method === 'PUT' || method === 'DELETE');
  const { name, security, hints } = operation;
  return {
    input,
    plan: {
      ...{ name, method, path, source: path, security, parameters },
      ...{ summary: '', description: '', tags: [], deprecated: false, responses: [], input: true, notes: [] },
      ...(body === undefined ? {} : { body }),
      hints: { ...hints, readOnly: safe, idempotent },
      ...(operation.refusal === undefined ? {} : { refusal: operation.refusal }),
    },
  };
};

const parameterOf = (place: ParameterPlan['in'], name: string): ParameterPlan => ({
  argument: `${place} ${name}`,
  name,
  in: place,
  required: true,
  style: place === 'query' || place === 'cookie' ? 'form' : 'simple',
  explode: place === 'query' || place === 'cookie',
  allowReserved: false,
});

const bodyOf = ({ name }: OperationPlan, { json, form }: ApiRequest): BodyPlan | undefined => {
  if (json === undefined && form === undefined) return undefined;
  if (json !== undefined && form !== undefined)
    throw new HubError(
      'connector_failed',
      `The function "${name}" sends a body as JSON and as a form at once.`,
    );
  return {
    mediaType: json === undefined ? 'application/x-www-form-urlencoded' : 'application/json',
    kind: json === undefined ? 'form' : 'json',
    required: true,
    arguments: { shape: 'whole', argument: 'body' },
  };
};
