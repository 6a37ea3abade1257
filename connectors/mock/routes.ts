import { pathLiteral } from '../wire/fill-path.ts';
import { segmentPattern, type SegmentPattern } from './segment-pattern.ts';

/** Finds the operations that a request means, as a server of this document would. */
export interface Routes<Operation> {
  /** Those that fit the path as it was sent, without its query; the most literal first. */
  find(method: string, path: string): readonly Operation[];
  /** Those that the path is offered with. */
  methods(path: string): readonly string[];
}

interface Routed {
  readonly method: string;
  readonly path: string;
}

interface Entry<Operation> {
  readonly operation: Operation;
  /** How many of its segments are literal: `/users/me` comes before `/users/{id}`. */
  readonly literal: number;
  readonly plain: number;
}

interface Node<Operation> {
  readonly literals: Map<string, Node<Operation>>;
  readonly patterns: Map<string, { readonly pattern: SegmentPattern; readonly node: Node<Operation> }>;
  readonly byMethod: Map<string, Entry<Operation>[]>;
}

const newNode = <Operation>(): Node<Operation> => ({
  literals: new Map(),
  patterns: new Map(),
  byMethod: new Map(),
});

/** A tree over the segments, so that a document of 20,000 operations is not walked for each request. */
export const openRoutes = <Operation extends Routed>(operations: readonly Operation[]): Routes<Operation> => {
  const root = newNode<Operation>();
  for (const operation of operations) add(root, operation);
  return {
    methods: (path) => [...new Set(nodesAt(root, path).flatMap(({ byMethod }) => [...byMethod.keys()]))],
    find: (method, path) => {
      const found = nodesAt(root, path).flatMap(({ byMethod }) => byMethod.get(method) ?? []);
      if (found.length > 1) found.sort((a, b) => b.literal - a.literal || b.plain - a.plain);
      return found.map(({ operation }) => operation);
    },
  };
};

const nodesAt = <Operation>(root: Node<Operation>, path: string): Node<Operation>[] => {
  const found: Node<Operation>[] = [];
  const segments = path.split('/').slice(1);
  const visit = (node: Node<Operation>, at: number): void => {
    const raw = segments[at];
    if (raw === undefined) return void found.push(node);
    const literal = node.literals.get(decoded(raw));
    if (literal !== undefined) visit(literal, at + 1);
    for (const { pattern, node: next } of node.patterns.values())
      if (pattern.read(raw) !== undefined) visit(next, at + 1);
  };
  visit(root, 0);
  return found;
};

const add = <Operation extends Routed>(root: Node<Operation>, operation: Operation): void => {
  let node = root;
  let literal = 0;
  let plain = 0;
  for (const segment of pathSegments(operation.path)) {
    if (!isPattern(segment)) {
      const name = decoded(segment);
      const next = node.literals.get(name) ?? newNode<Operation>();
      node.literals.set(name, next);
      node = next;
      if (segment !== '') literal += 1;
      continue;
    }
    const known = node.patterns.get(segment) ?? {
      pattern: segmentPattern(segment, pathLiteral),
      node: newNode<Operation>(),
    };
    node.patterns.set(segment, known);
    node = known.node;
    plain += known.pattern.plain;
  }
  const method = operation.method.toUpperCase();
  const entries = node.byMethod.get(method) ?? [];
  entries.push({ operation, literal, plain });
  node.byMethod.set(method, entries);
};

/** Without what stands before the first slash, and without the query that some documents write into their paths. */
export const pathSegments = (path: string): string[] => (path.split('?')[0] ?? '').split('/').slice(1);

export const isPattern = (segment: string): boolean => /\{[^{}]+\}/.test(segment);

/** A literal segment means the same however it is spelled. */
const decoded = (segment: string): string => {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
