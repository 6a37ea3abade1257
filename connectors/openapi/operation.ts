import type {
  ConnectorHints,
  JsonSchema,
  OperationPlan,
  SchemePlan,
  ServerPlan,
} from '../../core/connector.ts';
import { planBody } from './body.ts';
import { gatherParameters, planParameters } from './parameters.ts';
import { planResponses, outputOf } from './responses.ts';
import type { Schemas } from './schemas.ts';
import { planSecurity } from './security.ts';
import { planServers } from './servers.ts';
import { liftOperation } from './swagger.ts';
import { listOf, shortened, wordOf, type Tree } from './tree.ts';

export interface OperationPlace {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly item: Tree;
  readonly operation: Tree;
}

export interface OperationSource {
  readonly root: Tree;
  readonly isSwagger: boolean;
  readonly schemas: Schemas;
  readonly schemes: Readonly<Record<string, SchemePlan>>;
  readonly documentUrl: string | undefined;
}

/** Everything about one operation but what needs the definitions: paging and sensitive fields come after. */
export const planOperation = (place: OperationPlace, source: OperationSource): OperationPlan => {
  const { root, schemas } = source;
  const { operation, item } = place;
  const notes: string[] = [];
  const path = wirePath(place.path, notes);
  const given = gatherParameters(root, item, operation);
  const { parameters, requestBody, responses } = source.isSwagger
    ? liftOperation({ root, operation, parameters: given })
    : { parameters: given, requestBody: operation['requestBody'], responses: operation['responses'] };

  const taken = new Set<string>();
  const planned = planParameters(parameters, { path, schemas, notes, taken });
  // A GET with a body is rare and real: search APIs describe it.
  const hasBody = place.method !== 'HEAD' && place.method !== 'TRACE';
  if (!hasBody && requestBody !== undefined)
    notes.push(`A ${place.method} carries no body; the one described is left out.`);
  const body = hasBody ? planBody(requestBody, { root, schemas, notes, taken }) : undefined;
  const answers = planResponses(responses, { root, schemas, notes });
  const output = outputOf(answers);
  const servers = ownServers(place, source);
  return {
    name: place.name,
    method: place.method,
    path,
    source: place.path,
    summary: shortened(wordOf(operation['summary']) || firstSentence(wordOf(operation['description'])), 300),
    description: shortened(wordOf(operation['description']), 4_000),
    tags: listOf(operation['tags'])
      .map(wordOf)
      .filter((tag) => tag !== ''),
    deprecated: operation['deprecated'] === true,
    parameters: planned.map(({ plan }) => plan),
    ...(body === undefined ? {} : { body: body.plan }),
    responses: answers,
    security: planSecurity(operation['security'] ?? root['security'], source.schemes, notes),
    ...(servers === undefined ? {} : { servers }),
    input: inputOf(planned, body),
    ...(output === undefined ? {} : { output }),
    hints: firstHints(place.method),
    notes,
  };
};

/** What stands behind `#` never travels; documents use it to tell apart what one address answers. */
const wirePath = (path: string, notes: string[]): string => {
  const [plain = '/'] = path.split('#');
  const absolute = plain.startsWith('/') ? plain : `/${plain}`;
  if (absolute !== path)
    notes.push(`The path "${shortened(path, 200)}" is called as "${shortened(absolute, 200)}".`);
  return absolute;
};

const firstSentence = (text: string): string =>
  /^[^\n]*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text.split('\n')[0] ?? '';

const ownServers = (
  { item, operation }: OperationPlace,
  source: OperationSource,
): ServerPlan[] | undefined => {
  const given = operation['servers'] ?? item['servers'];
  if (given === undefined || source.isSwagger) return undefined;
  const servers = planServers(given, source.documentUrl);
  return servers.length > 0 ? servers : undefined;
};

const inputOf = (
  parameters: ReturnType<typeof planParameters>,
  body: ReturnType<typeof planBody>,
): JsonSchema => {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const { plan, schema } of parameters) {
    properties[plan.argument] = schema;
    if (plan.required && plan.fallback === undefined) required.push(plan.argument);
  }
  for (const [argument, schema] of body?.properties ?? []) properties[argument] = schema;
  required.push(...(body?.required ?? []));
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
};

const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

const firstHints = (method: string): ConnectorHints => ({
  readOnly: safe.has(method),
  idempotent: safe.has(method) || method === 'PUT' || method === 'DELETE',
  destructive: method === 'DELETE',
  sensitive: { input: [], output: [] },
});
