import type { JsonSchema, OperationPlan, SchemePlan } from '../../core/connector.ts';
import type { Problem } from '../../core/errors.ts';
import { schemaSet } from '../../core/schema/schema-set.ts';
import { openRoutes } from '../mock/routes.ts';
import { compileRequestCheck, type ReceivedRequest, type RequestCheck } from './request-check.ts';

/** What is known of each operation before a request asks for it. */
export interface OperationPlace {
  readonly name: string;
  readonly method: string;
  readonly path: string;
}

export interface CheckedDocument {
  readonly operations: readonly OperationPlace[];
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly schemes: Readonly<Record<string, SchemePlan>>;
  plan(name: string): Promise<OperationPlan>;
}

export interface FoundOperation {
  readonly name: string;
  /** Unknown parameters in the query are refused unless they may pass. */
  problems(request: ReceivedRequest, unknownQuery?: 'refuse' | 'pass'): readonly Problem[];
}

export interface RequestChecks {
  /** The operation that a request means, by its path without that of the server; undefined where there is none. */
  find(method: string, path: string): Promise<FoundOperation | undefined>;
  /** All that it may mean, the most literal first. */
  names(method: string, path: string): readonly string[];
  /** What the path is offered with. */
  methods(path: string): readonly string[];
}

/** Operations that share an address are told apart by what they require; more than this nobody means. */
const mostMeant = 10;

/** Checks of requests straight from a document; each operation is compiled when it is first asked for. */
export const openRequestChecks = (document: CheckedDocument): RequestChecks => {
  const routes = openRoutes(document.operations);
  const schemas = schemaSet(document.definitions, { formats: true });
  const options = { schemas, alsoInQuery: keyNames(document.schemes) };
  const checks = new Map<string, Promise<RequestCheck>>();
  const checkOf = (name: string): Promise<RequestCheck> => {
    const known = checks.get(name);
    if (known !== undefined) return known;
    const made = document.plan(name).then((plan) => compileRequestCheck(plan, options));
    checks.set(name, made);
    made.catch(() => checks.delete(name));
    return made;
  };
  const placesOf = (method: string, path: string): readonly OperationPlace[] =>
    likeTheFirst(routes.find(method, path)).slice(0, mostMeant);

  return {
    methods: routes.methods,
    names: (method, path) => placesOf(method, path).map(({ name }) => name),
    find: async (method, path) => {
      const places = placesOf(method, path);
      const [first] = places;
      if (first === undefined) return undefined;
      const all = await Promise.all(places.map(({ name }) => checkOf(name)));
      return {
        name: first.name,
        problems: (request, unknownQuery = 'refuse') => firstThatFits(all, request, unknownQuery),
      };
    },
  };
};

/** `/users/me` is never a `/users/{id}`: only operations at the same path stand for each other. */
const likeTheFirst = (places: readonly OperationPlace[]): readonly OperationPlace[] => {
  const path = pathOf(places[0]?.path ?? '');
  return places.length < 2 ? places : places.filter((one) => pathOf(one.path) === path);
};

const pathOf = (path: string): string => path.split('?', 1)[0] ?? '';

const firstThatFits = (
  checks: readonly RequestCheck[],
  request: ReceivedRequest,
  unknownQuery: 'refuse' | 'pass',
): readonly Problem[] => {
  let told: readonly Problem[] | undefined;
  for (const check of checks) {
    if (!check.isMeant(request.query)) continue;
    const problems = check.problems(request, unknownQuery);
    if (problems.length === 0) return problems;
    told ??= problems;
  }
  return told ?? [{ path: '/query', message: 'fits none of the operations at this path' }];
};

const keyNames = (schemes: Readonly<Record<string, SchemePlan>>): ReadonlySet<string> =>
  new Set(
    Object.values(schemes).flatMap((scheme) =>
      scheme.type === 'apiKey' && scheme.in === 'query' ? [scheme.name] : [],
    ),
  );
