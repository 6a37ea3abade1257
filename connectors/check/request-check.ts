import type { OperationPlan } from '../../core/connector.ts';
import type { Problem } from '../../core/errors.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import { fitOf, readMediaType } from '../../core/media-type.ts';
import type { SchemaSet } from '../../core/schema/schema-set.ts';
import { isPattern, pathSegments } from '../mock/routes.ts';
import { segmentPattern } from '../mock/segment-pattern.ts';
import { pathLiteral } from '../wire/fill-path.ts';
import { pairsOfTexts, readPairs, type Pairs } from './pairs.ts';
import { readBody, type ReceivedBody } from './read-body.ts';
import { parameterReaders, readAll, type RawRequest, type ReceivedHeaders } from './read-parameters.ts';
import { argumentSchema, bodySchema, requestSchema } from './request-schema.ts';
import { textShape } from './text-shape.ts';
import { decodeCookie, decodeQuery, Unreadable } from './unreadable.ts';

/** A request as it came in; nothing of it is decoded. */
export interface ReceivedRequest {
  readonly path: string;
  /** With or without its question mark. */
  readonly query: string;
  readonly headers: ReceivedHeaders;
  readonly body: ReceivedBody | null;
}

export interface CheckOptions {
  readonly schemas: SchemaSet;
  /** Names in the query that belong to no operation: those of keys. */
  readonly alsoInQuery: ReadonlySet<string>;
}

/** What is wrong with a request by its operation, with places such as `/query/limit`; nothing when it fits. */
export interface RequestCheck {
  /** Whether the query that some documents write into their paths is that of the request. */
  isMeant(query: string): boolean;
  problems(request: ReceivedRequest, unknownQuery: 'refuse' | 'pass'): Problem[];
}

const mostProblems = 20;

export const compileRequestCheck = (
  plan: OperationPlan,
  { schemas, alsoInQuery }: CheckOptions,
): RequestCheck => {
  const shape = (schema: Parameters<SchemaSet['open']>[0]) => textShape([schemas.open(schema)]);
  const readers = parameterReaders(plan, ({ argument }) => shape(argumentSchema(plan, argument)));
  const validate = schemas.compile(requestSchema(plan));
  const bodyShape = plan.body === undefined ? undefined : shape(bodySchema(plan, plan.body));
  const pathOf = pathReader(plan.path);
  const ownQuery = ownQueryOf(plan.path);
  const hasCookies = plan.parameters.some((one) => one.in === 'cookie');

  const bodyOf = (body: ReceivedBody | null): { readonly value?: unknown; readonly problem?: Problem } => {
    if (body === null) return {};
    if (plan.body === undefined || bodyShape === undefined)
      return { problem: { path: '/body', message: 'must be left out: the operation takes none' } };
    const { type } = readMediaType(body.contentType);
    if (fitOf(plan.body.mediaType, type) === 0)
      return { problem: { path: '/headers/content-type', message: `must be ${plan.body.mediaType}` } };
    // The parts of the other kinds have no names that a schema could speak of.
    if (plan.body.kind === 'multipart' && type !== 'multipart/form-data') return { value: {} };
    try {
      return { value: readBody(plan.body, bodyShape, body) };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { problem: { path: '/body', message: error.message } };
    }
  };

  const problemsOf = (request: ReceivedRequest, unknownQuery: 'refuse' | 'pass'): Problem[] => {
    const query = readPairs(withoutMark(request.query), '&', decodeQuery);
    const raw: RawRequest = {
      path: new Map([...pathOf(request.path), ...(ownQuery.length === 0 ? [] : takeOwn(ownQuery, query))]),
      query,
      headers: request.headers,
      cookies: hasCookies ? readPairs(cookieText(request.headers), /; */, decodeCookie) : noPairs,
    };
    const { value, problems } = readAll(readers, raw);
    if (unknownQuery === 'refuse')
      for (const name of query.names())
        if (!query.taken.has(name) && !alsoInQuery.has(name) && problems.length < mostProblems)
          problems.push({
            path: `/query/${escapeStep(name.slice(0, 100))}`,
            message: 'is no parameter of the operation',
          });
    const body = bodyOf(request.body);
    if (body.problem !== undefined) problems.push(body.problem);
    // What could not be read would only be told once more, as missing.
    if (problems.length > 0) return problems.slice(0, mostProblems);
    if (body.value !== undefined) value['body'] = body.value as object;
    return validate(value);
  };

  return {
    isMeant: (query) => {
      if (ownQuery.length === 0) return true;
      try {
        const given = readPairs(withoutMark(query), '&', decodeQuery);
        return ownQuery.every((one) => valuesOf(one, given) !== undefined);
      } catch {
        return false;
      }
    },
    problems: (request, unknownQuery) => {
      try {
        return problemsOf(request, unknownQuery);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        return [{ path: '/query', message: error.message }];
      }
    },
  };
};

const withoutMark = (query: string): string => (query.startsWith('?') ? query.slice(1) : query);

const noPairs = pairsOfTexts(new Map(), decodeCookie);

const cookieText = ({ cookie = '' }: ReceivedHeaders): string =>
  typeof cookie === 'string' ? cookie : cookie.join('; ');

/** What stands in a path for each name of its template. */
const pathReader = (template: string): ((path: string) => Iterable<readonly [string, string]>) => {
  const patterns = pathSegments(template).flatMap((segment, at) =>
    isPattern(segment) ? [{ at, pattern: segmentPattern(segment, pathLiteral) }] : [],
  );
  return (path) => {
    if (patterns.length === 0) return [];
    const segments = path.split('/').slice(1);
    return patterns.flatMap(({ at, pattern }) => {
      const texts = pattern.read(segments[at] ?? '') ?? [];
      return pattern.names.map((name, index) => [name, texts[index] ?? ''] as const);
    });
  };
};

interface OwnQuery {
  readonly name: string;
  readonly pattern: ReturnType<typeof segmentPattern>;
}

/** Documents of some clouds tell operations apart by a query written into the path. */
const ownQueryOf = (template: string): OwnQuery[] => {
  const query = template.split('?').slice(1).join('?');
  return [...readPairs(query, '&', decodeQuery).names()].map((name) => {
    const value = new URLSearchParams(query).get(name) ?? '';
    return { name, pattern: segmentPattern(value, (literal) => literal) };
  });
};

const valuesOf = ({ name, pattern }: OwnQuery, given: Pairs): readonly string[] | undefined => {
  const raws = given.of(name);
  return raws?.length === 1 ? pattern.read(raws[0] ?? '') : undefined;
};

const takeOwn = (own: readonly OwnQuery[], given: Pairs): (readonly [string, string])[] =>
  own.flatMap((one) => {
    given.taken.add(one.name);
    const texts = valuesOf(one, given) ?? [];
    return one.pattern.names.map((name, at) => [name, texts[at] ?? ''] as const);
  });
