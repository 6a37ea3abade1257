import { createHash } from 'node:crypto';

/** Names that model APIs, URLs and flows take alike. */
const longest = 64;

const cleaned = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-zA-Z0-9_-]+/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^[_-]+|[_-]+$/g, '');

/** Eight characters that stay the same for the same text: what makes a shortened or taken name unique. */
const mark = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const shortened = (name: string, source: string): string =>
  name.length <= longest ? name : `${name.slice(0, longest - 9).replace(/[_-]+$/, '')}_${mark(source)}`;

export interface Named {
  readonly operationId: string | undefined;
  readonly method: string;
  readonly path: string;
}

/** From the operation's id; without one, from method and path: `GET /users/{id}` is `get_users_id`. */
export const operationName = ({ operationId, method, path }: Named): string => {
  const source = `${method} ${path}`;
  const own = operationId === undefined ? '' : cleaned(operationId);
  const name = own === '' ? cleaned(`${method.toLowerCase()} ${path}`) : own;
  return shortened(name, operationId === undefined || own === '' ? source : operationId);
};

/** The name of one that comes second: made of what nobody else has. */
export const markedName = (wanted: string, source: string): string =>
  `${wanted.slice(0, longest - 9)}_${mark(source)}`;

/**
 * Unique names. An operation that was there before keeps its name. Of several that want the same, all but the first
 * by method and path get a mark made of these two, so that a new neighbour in the document renames nobody.
 */
export const nameOperations = (
  operations: readonly Named[],
  before: ReadonlyMap<string, string>,
): ReadonlyMap<Named, string> => {
  const names = new Map<Named, string>();
  const taken = new Set<string>();
  const keyOf = ({ method, path }: Named): string => `${method} ${path}`;
  for (const operation of operations) {
    const kept = before.get(keyOf(operation));
    if (kept === undefined || taken.has(kept.toLowerCase())) continue;
    names.set(operation, kept);
    taken.add(kept.toLowerCase());
  }
  const others = operations.filter((operation) => !names.has(operation));
  const sorted = [...others].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const operation of sorted) {
    const wanted = operationName(operation);
    let name = wanted;
    for (let round = 0; taken.has(name.toLowerCase()); round++) {
      const source = round === 0 ? keyOf(operation) : `${keyOf(operation)} ${round}`;
      name = markedName(wanted, source);
    }
    names.set(operation, name);
    taken.add(name.toLowerCase());
  }
  return names;
};

/** `filter[name]` is `filter_name`, `$top` is `top`. */
export const argumentName = (name: string, taken: ReadonlySet<string>): string => {
  const plain = shortened(cleaned(name) || 'value', name);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? plain : `${plain.slice(0, longest - 4)}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
};
