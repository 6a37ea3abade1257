import type { Arrival } from './arrival.ts';
import { valueIn } from './content.ts';

/** What a provider signs, as a template. The body takes part as the bytes that came in, never written anew. */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'body' | 'timestamp' | 'method' | 'url' }
  | { readonly kind: 'header' | 'pointer'; readonly name: string };

const placeholder = /\{(body|timestamp|method|url|header:[A-Za-z0-9-]{1,64}|pointer:\/[^{}]+)\}/g;
const parsed = new Map<string, readonly Piece[]>();

const readTemplate = (template: string): readonly Piece[] => {
  const known = parsed.get(template);
  if (known !== undefined) return known;
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of template.matchAll(placeholder)) {
    if (match.index > at) pieces.push({ kind: 'text', text: template.slice(at, match.index) });
    const [kind = '', ...rest] = (match[1] ?? '').split(':');
    if (kind === 'header') pieces.push({ kind, name: rest.join(':').toLowerCase() });
    else if (kind === 'pointer') pieces.push({ kind, name: rest.join(':') });
    else pieces.push({ kind: kind as 'body' | 'timestamp' | 'method' | 'url' });
    at = match.index + match[0].length;
  }
  if (at < template.length) pieces.push({ kind: 'text', text: template.slice(at) });
  if (parsed.size < 1_000) parsed.set(template, pieces);
  return pieces;
};

export const templateProblem = (verification: {
  readonly signed: string;
  readonly timestamp?: unknown;
  readonly bodyUnsigned?: true | undefined;
}): string | undefined => {
  const pieces = readTemplate(verification.signed);
  const has = (kind: Piece['kind']) => pieces.some((piece) => piece.kind === kind);
  if (pieces.some((piece) => piece.kind === 'text' && /[{}]/.test(piece.text)))
    return 'signed holds braces that are no placeholder';
  if (has('timestamp') && verification.timestamp === undefined)
    return 'timestamp must say where the {timestamp} stands';
  // A time that is not signed is a time that anybody can write.
  if (!has('timestamp') && verification.timestamp !== undefined && !has('pointer') && !has('header'))
    return 'signed must hold the {timestamp} that is checked';
  if (!has('body') && verification.bodyUnsigned !== true)
    return 'signed must hold the {body}; where the provider does not sign it, say so by bodyUnsigned';
  return undefined;
};

/** The signed bytes, piece by piece; undefined when something that is signed did not come. */
export const signedPieces = (
  template: string,
  arrival: Arrival,
  given: { readonly timestamp: string | undefined; readonly url: string },
): readonly (string | Buffer)[] | undefined => {
  const bytes: (string | Buffer)[] = [];
  for (const piece of readTemplate(template)) {
    const value = pieceOf(piece, arrival, given);
    if (value === undefined) return undefined;
    bytes.push(value);
  }
  return bytes;
};

const pieceOf = (
  piece: Piece,
  arrival: Arrival,
  given: { readonly timestamp: string | undefined; readonly url: string },
): string | Buffer | undefined => {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'body':
      return arrival.body;
    case 'timestamp':
      return given.timestamp;
    case 'method':
      return arrival.method;
    case 'url':
      return given.url;
    case 'header':
      return arrival.header(piece.name);
    case 'pointer':
      return valueIn(arrival.content(), piece.name);
    default:
      return piece satisfies never;
  }
};
