import { isHubError } from '../../../../core/errors.ts';
import { isList, isObject, own, type PlainObject } from '../../../../core/schema/plain.ts';
import { readPathPattern, type PathPattern } from '../../match/path-pattern.ts';
import { methodsOf } from '../pipeline.ts';

/** One way in, as the file has it, and what it becomes. */
export interface ReadEndpoint {
  readonly name: string;
  /** JSON pointer in the file. */
  readonly at: string;
  readonly endpoint: Record<string, unknown>;
}

/** An endpoint of express-gateway may be a list of several. */
export const readEndpoint = (name: string, given: unknown, at: string): ReadEndpoint[] =>
  isList(given)
    ? given.flatMap((one, index) =>
        isObject(one)
          ? [
              {
                name: index === 0 ? name : `${name}-${index + 1}`,
                at: `${at}/${index}`,
                endpoint: ourEndpoint(one),
              },
            ]
          : [],
      )
    : isObject(given)
      ? [{ name, at, endpoint: ourEndpoint(given) }]
      : [];

const ourEndpoint = (given: PlainObject): Record<string, unknown> => {
  const { path, paths = path, methods, scopes, ...others } = given;
  return {
    ...others,
    // There it counts alone.
    ...(own(given, 'pathRegex') === undefined && paths != null && { paths: ourPaths(paths) }),
    ...(methods != null && methods !== '*' && { methods }),
    ...(scopes != null && { scopes: typeof scopes === 'string' ? [scopes] : scopes }),
  };
};

/** A parameter that may be missing is two paths here. */
const ourPaths = (paths: unknown): unknown => {
  if (typeof paths === 'string') {
    const both = withoutLast(paths);
    return both.length === 1 ? paths : both;
  }
  return isList(paths)
    ? paths.flatMap((path) => (typeof path === 'string' ? withoutLast(path) : [path]))
    : paths;
};

const withoutLast = (path: string): string[] => {
  const [, before, parameter] = /^([^?]*)\/(:\w+)\?$/.exec(path) ?? [];
  return before === undefined || parameter === undefined
    ? [path]
    : [before === '' ? '/' : before, `${before}/${parameter}`];
};

/**
 * There the first one that matches is taken, host by host as these are first named. Here the order says nothing, so those
 * that can match the same request get priorities which say the same.
 */
export const withPriorities = (endpoints: readonly ReadEndpoint[]): ReadEndpoint[] => {
  const hosts = [...new Set(endpoints.map(hostOf))];
  const ordered = [...endpoints].sort(
    (one, other) => hosts.indexOf(hostOf(one)) - hosts.indexOf(hostOf(other)),
  );
  const reaches = ordered.map(reachOf);
  const groups = ordered.map((_, at) => at);
  const groupOf = (at: number): number => {
    let group = at;
    while (groups[group] !== group) group = groups[group] ?? group;
    return group;
  };
  for (const [at, one] of reaches.entries())
    for (let before = 0; before < at; before += 1) {
      const other = reaches[before];
      if (other !== undefined && overlap(one, other)) groups[groupOf(at)] = groupOf(before);
    }
  const members = new Map<number, number[]>();
  for (const at of ordered.keys()) {
    const group = groupOf(at);
    members.set(group, [...(members.get(group) ?? []), at]);
  }
  return ordered.map((one, at) => {
    const group = members.get(groupOf(at)) ?? [];
    if (group.length === 1 || own(one.endpoint, 'priority') !== undefined) return one;
    return { ...one, endpoint: { ...one.endpoint, priority: group.length - group.indexOf(at) } };
  });
};

interface Reach {
  readonly host: string;
  /** Null: any. */
  readonly methods: ReadonlySet<string> | null;
  /** Null: nobody can say. */
  readonly paths: readonly PathPattern[] | null;
}

const hostOf = ({ endpoint }: ReadEndpoint): string => {
  const host = own(endpoint, 'host');
  return typeof host === 'string' ? host.toLowerCase() : '*';
};

const reachOf = (one: ReadEndpoint): Reach => {
  const methods = own(one.endpoint, 'methods');
  const given =
    typeof methods === 'string' || (isList(methods) && methods.every((method) => typeof method === 'string'))
      ? methodsOf({ methods: methods as string | string[] })
      : [];
  return { host: hostOf(one), methods: given.length === 0 ? null : new Set(given), paths: pathsOf(one) };
};

const pathsOf = ({ endpoint }: ReadEndpoint): PathPattern[] | null => {
  const given = [own(endpoint, 'paths') ?? []].flat();
  if (own(endpoint, 'pathRegex') !== undefined || given.length === 0) return null;
  try {
    return given.map((path) => readPathPattern(typeof path === 'string' ? path.toLowerCase() : ''));
  } catch (error) {
    if (isHubError(error)) return null;
    throw error;
  }
};

const overlap = (one: Reach, other: Reach): boolean =>
  (one.host === other.host || one.host.includes('*') || other.host.includes('*')) &&
  (one.methods === null ||
    other.methods === null ||
    [...one.methods].some((method) => other.methods?.has(method))) &&
  (one.paths === null ||
    other.paths === null ||
    one.paths.some((path) => other.paths?.some((its) => meet(path, its))));

/** Is there a path that both match? */
const meet = (one: PathPattern, other: PathPattern): boolean => {
  for (let at = 0; ; at += 1) {
    const [mine, its] = [one.pieces[at], other.pieces[at]];
    if (mine === undefined || its === undefined) {
      const [short, long] = mine === undefined ? [one, other] : [other, one];
      if (short.pieces.length === long.pieces.length && (short.rest === null) === (long.rest === null))
        return (
          short.rest === null || begins(short.rest, long.rest ?? '') || begins(long.rest ?? '', short.rest)
        );
      if (short.pieces.length === long.pieces.length) return true;
      if (short.rest === null) return false;
      const next = long.pieces[short.pieces.length];
      return next === undefined || next.kind === 'name' || begins(next.text, short.rest);
    }
    if (mine.kind === 'plain' && its.kind === 'plain' && mine.text !== its.text) return false;
  }
};

const begins = (text: string, start: string): boolean => text.startsWith(start);
