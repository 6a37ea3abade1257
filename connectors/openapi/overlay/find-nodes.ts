import { HubError } from '../../../core/errors.ts';
import { isTree } from '../tree.ts';
import { openPatterns, type Patterns } from './path-pattern.ts';
import type { Call, Operand, Query, Segment, Selector, Sign, Test } from './path-words.ts';

/** A value, and where it hangs: at the whole document, nowhere. */
export interface FoundNode {
  readonly value: unknown;
  readonly parent: object | undefined;
  readonly key: string | number | undefined;
}

/** How much a path may look at. A filter inside of a filter over a large document could go on for hours. */
const mostSteps = 30_000_000;
const deepest = 2_000;

interface Search {
  readonly root: unknown;
  step(count?: number): void;
  readonly patterns: Patterns;
}

/** All nodes a path leads to, in the order of RFC 9535; one may come twice. */
export const findNodes = (root: unknown, query: Query): readonly FoundNode[] => {
  let left = mostSteps;
  const step = (count = 1): void => {
    left -= count;
    if (left < 0)
      throw new HubError(
        'import_failed',
        `The path looks at more than ${mostSteps} values. Make it narrower.`,
      );
  };
  return walkQuery(query, root, { root, step, patterns: openPatterns(step) });
};

const walkQuery = (query: Query, current: unknown, search: Search): readonly FoundNode[] => {
  let nodes: FoundNode[] = [
    { value: query.from === '$' ? search.root : current, parent: undefined, key: undefined },
  ];
  for (const segment of query.segments) {
    const next: FoundNode[] = [];
    for (const node of nodes) {
      if (segment.deep) descend(node.value, { segment, found: next, depth: 0 }, search);
      else for (const selector of segment.selectors) select(node.value, { selector, found: next }, search);
    }
    nodes = next;
  }
  return nodes;
};

const descend = (
  value: unknown,
  at: { segment: Segment; found: FoundNode[]; depth: number },
  search: Search,
): void => {
  if (typeof value !== 'object' || value === null) return;
  if (at.depth > deepest)
    throw new HubError('import_failed', `The document is nested more than ${deepest} levels deep.`);
  for (const selector of at.segment.selectors) select(value, { selector, found: at.found }, search);
  for (const child of Object.values(value)) descend(child, { ...at, depth: at.depth + 1 }, search);
};

const select = (
  value: unknown,
  { selector, found }: { selector: Selector; found: FoundNode[] },
  search: Search,
): void => {
  search.step();
  const add = (key: string | number, child: unknown) => {
    search.step();
    found.push({ value: child, parent: value as object, key });
  };
  switch (selector.kind) {
    case 'name':
      if (isTree(value) && Object.hasOwn(value, selector.name)) add(selector.name, value[selector.name]);
      return;
    case 'index': {
      if (!Array.isArray(value)) return;
      const index = selector.index < 0 ? value.length + selector.index : selector.index;
      if (index >= 0 && index < value.length) add(index, value[index]);
      return;
    }
    case 'slice':
      if (Array.isArray(value)) for (const index of sliced(value.length, selector)) add(index, value[index]);
      return;
    case 'every':
      eachChild(value, add);
      return;
    case 'filter':
      eachChild(value, (key, child) => {
        search.step();
        if (holds(selector.test, child, search)) add(key, child);
      });
      return;
  }
};

const eachChild = (value: unknown, visit: (key: string | number, child: unknown) => void): void => {
  if (Array.isArray(value)) for (let at = 0; at < value.length; at++) visit(at, value[at]);
  else if (isTree(value)) for (const key of Object.keys(value)) visit(key, value[key]);
};

const sliced = function* (
  length: number,
  { start, end, step }: { start: number | undefined; end: number | undefined; step: number },
): Generator<number> {
  const from = (index: number) => (index < 0 ? length + index : index);
  const within = (index: number, least: number, most: number) => Math.min(Math.max(index, least), most);
  if (step > 0) {
    const stop = within(from(end ?? length), 0, length);
    for (let at = within(from(start ?? 0), 0, length); at < stop; at += step) yield at;
  } else if (step < 0) {
    const stop = end === undefined ? -1 : within(from(end), -1, length - 1);
    for (let at = within(from(start ?? length - 1), -1, length - 1); at > stop; at += step) yield at;
  }
};

const holds = (test: Test, current: unknown, search: Search): boolean => {
  switch (test.kind) {
    case 'any':
      return test.of.some((each) => holds(each, current, search));
    case 'all':
      return test.of.every((each) => holds(each, current, search));
    case 'not':
      return !holds(test.of, current, search);
    case 'exists':
      return walkQuery(test.query, current, search).length > 0;
    case 'holds':
      return callFunction(test.call, current, search) === true;
    case 'compare':
      return compare(
        test.sign,
        [valueOf(test.left, current, search), valueOf(test.right, current, search)],
        search,
      );
  }
};

/** `undefined` stands for nothing: no value was found. JSON has no such value of its own. */
const valueOf = (operand: Operand, current: unknown, search: Search): unknown => {
  if (operand.kind === 'literal') return operand.value;
  if (operand.kind === 'call') return callFunction(operand.call, current, search);
  return walkQuery(operand.query, current, search)[0]?.value;
};

const nodesOf = (operand: Operand | undefined, current: unknown, search: Search): readonly FoundNode[] =>
  operand?.kind === 'query' ? walkQuery(operand.query, current, search) : [];

const callFunction = ({ name, args }: Call, current: unknown, search: Search): unknown => {
  const [first, second] = args;
  const value = (operand: Operand | undefined) =>
    operand === undefined ? undefined : valueOf(operand, current, search);
  switch (name) {
    case 'length':
      return lengthOf(value(first));
    case 'count':
      return nodesOf(first, current, search).length;
    case 'value': {
      const [only, ...others] = nodesOf(first, current, search);
      return others.length === 0 ? only?.value : undefined;
    }
    case 'match':
    case 'search': {
      const [text, pattern] = [value(first), value(second)];
      if (typeof text !== 'string' || typeof pattern !== 'string') return false;
      return search.patterns[name](text, pattern);
    }
  }
};

const lengthOf = (value: unknown): number | undefined => {
  if (typeof value === 'string') return [...value].length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
};

const compare = (sign: Sign, [left, right]: readonly [unknown, unknown], search: Search): boolean => {
  switch (sign) {
    case '==':
      return isSame(left, right, search);
    case '!=':
      return !isSame(left, right, search);
    case '<':
      return isLess(left, right);
    case '>':
      return isLess(right, left);
    case '<=':
      return isLess(left, right) || isSame(left, right, search);
    case '>=':
      return isLess(right, left) || isSame(left, right, search);
  }
};

/** Texts are ordered by their characters, which is the order of their bytes in UTF-8. */
const isLess = (left: unknown, right: unknown): boolean => {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  return (
    typeof left === 'string' &&
    typeof right === 'string' &&
    Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0
  );
};

const isSame = (left: unknown, right: unknown, search: Search): boolean => {
  search.step();
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, at) => isSame(item, right[at], search));
  if (!isTree(left) || !isTree(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key], search))
  );
};
