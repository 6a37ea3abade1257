import type { OperationPlan } from '../../core/connector.ts';

/** Finds the operation that a request means, as a server of this document would. */
export interface MockRoutes {
  /** Those that fit, the most literal path first. */
  find(method: string, path: string): readonly OperationPlan[];
}

interface Route {
  readonly pattern: RegExp;
  /** How many of its segments are literal: `/users/me` comes before `/users/{id}`. */
  readonly literal: number;
  readonly operation: OperationPlan;
}

export const mockRoutes = (operations: readonly OperationPlan[]): MockRoutes => {
  const routes = new Map<string, Route[]>();
  for (const operation of operations) {
    const path = operation.path.split('?')[0] ?? '/';
    const key = `${operation.method} ${firstSegment(path)}`;
    const known = routes.get(key) ?? [];
    known.push({ pattern: patternOf(path), literal: literalSegments(path), operation });
    routes.set(key, known);
  }
  for (const known of routes.values()) known.sort((a, b) => b.literal - a.literal);
  return {
    find: (method, path) =>
      [...(routes.get(`${method} ${firstSegment(path)}`) ?? []), ...(routes.get(`${method} *`) ?? [])]
        .filter(({ pattern }) => pattern.test(path))
        .map(({ operation }) => operation),
  };
};

/** What routes are sorted into, so that a document of 20,000 operations is not walked for each request. */
const firstSegment = (path: string): string => {
  const segment = path.split('/')[1] ?? '';
  return segment.includes('{') ? '*' : segment;
};

const literalSegments = (path: string): number =>
  path.split('/').filter((segment) => segment !== '' && !segment.includes('{')).length;

const patternOf = (path: string): RegExp => {
  const text = path
    .split(/(\{[^{}]+\})/)
    .map((part) => (/^\{[^{}]+\}$/.test(part) ? '[^?#]+?' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${text}/?$`);
};
