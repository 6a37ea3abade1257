import { HubError } from '../../../core/errors.ts';
import { asSent } from './request-path.ts';

/** A piece between two slashes: plain letters, or a name for whatever stands there. */
type Piece =
  { readonly kind: 'plain'; readonly text: string } | { readonly kind: 'name'; readonly name: string };

/** `/orders/:id`, `/orders/*`, `/api*`. */
export interface PathPattern {
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** What stands behind the pieces has to begin with this, and goes on as it likes; null where nothing may follow. */
  readonly rest: string | null;
  /** How many letters are plain: the more, the closer it fits. */
  readonly letters: number;
  readonly names: readonly string[];
}

const invalid = (text: string, why: string): HubError =>
  new HubError('input_invalid', `The path "${text.slice(0, 200)}" cannot be matched: ${why}.`);

export const readPathPattern = (given: string): PathPattern => {
  if (given === '*') return readPathPattern('/*');
  if (!given.startsWith('/')) throw invalid(given, 'it has to begin with "/"');
  if (/[?#\s\\]|%|\/\/|\/\.{1,2}(\/|$)/.test(given))
    throw invalid(given, 'it holds what no path has when it is matched (a query, a code, "//", "..")');
  const text = asSent(given);
  const star = text.indexOf('*');
  if (star >= 0 && star < text.length - 1) throw invalid(text, '"*" stands at its end only');
  const parts = (star < 0 ? text : text.slice(0, star)).slice(1).split('/');
  const rest = star < 0 ? null : (parts.pop() ?? '');
  if (rest === null && parts.length > 1 && parts.at(-1) === '') parts.pop();
  const pieces = parts.map((part): Piece => {
    if (!part.startsWith(':')) return { kind: 'plain', text: part };
    const name = part.slice(1);
    if (!/^\w+$/.test(name)) throw invalid(text, `"${part}" is no name of a parameter`);
    return { kind: 'name', name };
  });
  if (rest?.startsWith(':') === true) throw invalid(text, 'a parameter and "*" cannot share a place');
  const names = pieces.flatMap((piece) => (piece.kind === 'name' ? [piece.name] : []));
  if (new Set(names).size < names.length) throw invalid(text, 'two parameters have one name');
  const letters =
    pieces.reduce((sum, piece) => sum + 1 + (piece.kind === 'plain' ? piece.text.length : 0), 0) +
    (rest?.length ?? 0);
  return { text, pieces, rest, letters, names };
};

/** The values of its names, in a path that it matches. */
export const parametersOf = (pattern: PathPattern, path: string): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {};
  const parts = path.slice(1).split('/');
  for (const [at, piece] of pattern.pieces.entries())
    if (piece.kind === 'name') found[piece.name] = decoded(parts[at] ?? '');
  return found;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new HubError('input_invalid', `"${text.slice(0, 100)}" in the path is no text in UTF-8.`, {
      cause,
    });
  }
};
