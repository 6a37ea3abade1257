import type { Match } from './endpoints.ts';
import { withoutParameters } from './request-path.ts';

/** A match and its place among all of them: the least goes first. */
interface Ranked {
  readonly rank: number;
  readonly match: Match;
}

interface Node {
  readonly plain: Map<string, Node>;
  name: Node | null;
  readonly ends: Ranked[];
  readonly rests: (Ranked & { readonly prefix: string })[];
}

/** Found, or the methods that would have been taken where the path is known. */
export type Found = Match | { readonly allow: ReadonlySet<string> } | null;

export interface PathTree {
  find(method: string, path: string): Found;
}

const node = (): Node => ({ plain: new Map(), name: null, ends: [], rests: [] });

/** All matches in the order in which they go first. The time of a look-up grows with the length of the path, not with their number. */
export const buildPathTree = (matches: readonly Match[]): PathTree => {
  const root = node();
  const others: Ranked[] = [];
  for (const [rank, match] of matches.entries()) {
    if (match.path === null) others.push({ rank, match });
    else insert(root, match, rank);
  }
  return {
    find: (method, path) => {
      const look: Look = { method, path, best: null, allow: null };
      walk(root, 1, look);
      for (const other of others) {
        if (look.best !== null && look.best.rank < other.rank) break;
        if (fitsPattern(other.match, path)) offer(look, other);
      }
      if (look.best !== null) return look.best.match;
      return look.allow === null ? null : { allow: look.allow };
    },
  };
};

/** Parameters count only for a pattern that speaks of them. */
const fitsPattern = ({ endpoint: { pathRegex } }: Match, path: string): boolean =>
  pathRegex?.pattern.matches(pathRegex.text.includes(';') ? path : withoutParameters(path)) === true;

const insert = (root: Node, match: Match, rank: number): void => {
  let at = root;
  for (const piece of match.path?.pieces ?? []) {
    if (piece.kind === 'name') at = at.name ??= node();
    else {
      const next = at.plain.get(piece.text) ?? node();
      at.plain.set(piece.text, next);
      at = next;
    }
  }
  const rest = match.path?.rest ?? null;
  if (rest === null) at.ends.push({ rank, match });
  else at.rests.push({ rank, match, prefix: rest });
};

interface Look {
  readonly method: string;
  readonly path: string;
  best: Ranked | null;
  allow: Set<string> | null;
}

const offer = (look: Look, candidate: Ranked): void => {
  if (look.best !== null && look.best.rank <= candidate.rank) return;
  const { methods } = candidate.match.endpoint;
  if (methods === null || methods.has(look.method)) look.best = candidate;
  else if (look.best === null) {
    look.allow ??= new Set();
    for (const method of methods) look.allow.add(method);
  }
};

/** `start` is where the next piece begins, behind its slash; beyond the end when the path is over. */
const walk = (at: Node, start: number, look: Look): void => {
  const { path } = look;
  if (start >= path.length) {
    for (const end of at.ends) offer(look, end);
    // "/orders/" is below "/orders/*", "/orders" is not.
    if (path.charCodeAt(path.length - 1) !== slash) return;
  }
  for (const rest of at.rests)
    if (rest.prefix === '' || path.startsWith(rest.prefix, start)) offer(look, rest);
  const slashAt = path.indexOf('/', start);
  const end = slashAt < 0 ? path.length : slashAt;
  const piece = pieceOf(path, start, end);
  const next = at.plain.get(piece);
  if (next !== undefined) walk(next, end + 1, look);
  if (at.name !== null && piece !== '') walk(at.name, end + 1, look);
};

const slash = 47;

/** Without its parameters, as in `withoutParameters`. */
const pieceOf = (path: string, start: number, end: number): string => {
  const piece = path.slice(start, end);
  const semicolon = piece.indexOf(';');
  return semicolon < 0 ? piece : piece.slice(0, semicolon);
};
