import type { ScalarStyle, YamlEntry, YamlItem, YamlNode } from './yaml-node.ts';

export type { ScalarStyle } from './yaml-node.ts';

interface Props {
  readonly props: readonly [from: number, to: number] | null;
  readonly anchor: string | null;
  readonly tag: string | null;
}

interface Opening<K> extends Props {
  readonly kind: K;
  readonly start: number;
  readonly flow: boolean;
}

/** What a parser comes upon, one after the other. A scalar that is not there, such as the value of `a:`, begins at -1. */
export type YamlPiece =
  | Opening<'list'>
  | Opening<'map'>
  | (Props & {
      readonly kind: 'scalar';
      readonly start: number;
      readonly end: number;
      readonly text: string;
      readonly style: ScalarStyle;
      readonly keep: boolean;
    })
  | { readonly kind: 'alias'; readonly start: number; readonly end: number; readonly name: string }
  | { readonly kind: 'close' };

/** Behind empty space and comments, and behind commas where they only part things. */
const skipBlank = (text: string, from: number, commas = false): number => {
  let at = from;
  for (; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (!isBlank(sign) && !(commas && sign === ',')) break;
  }
  return Math.min(at, text.length);
};

const isBlank = (sign: string | undefined): boolean =>
  sign === ' ' || sign === '\n' || sign === '\r' || sign === '\t' || sign === '\uFEFF';

interface Open {
  /** Looks for what stands before the next node: a dash, a comma, a colon. */
  before(): void;
  take(node: YamlNode): void;
  close(): YamlNode | null;
}

/** One pass with a list of what is open. The parser does not tell where brackets end, nor where dashes are. */
export const gatherNodes = (pieces: readonly YamlPiece[], text: string): YamlNode | null => {
  let root: YamlNode | null = null;
  /** Behind all that was read. */
  let last = 0;
  const open: Open[] = [];

  const give = (node: YamlNode): void => {
    last = Math.max(last, node.end);
    const into = open.at(-1);
    if (into === undefined) root = node;
    else into.take(node);
  };

  const openList = (piece: Opening<'list'>): Open => {
    const items: YamlItem[] = [];
    let head = 0;
    const { start, flow } = piece;
    last = flow ? start + 1 : Math.max(last, start);
    return {
      before: () => {
        head = skipBlank(text, last, flow);
        last = flow ? head : head + 1;
      },
      take: (node) => {
        items.push({ head, node });
        last = Math.max(last, node.end);
      },
      close: () => ({ ...placed(piece), kind: 'list', start, flow, items, end: endOf(flow) }),
    };
  };

  const openMap = (piece: Opening<'map'>): Open => {
    const entries: YamlEntry[] = [];
    let head = 0;
    let colon = -1;
    let key: YamlNode | null = null;
    const { start, flow } = piece;
    // `[a: b]` is a map as well, without signs of its own.
    const braced = flow && text[start] === '{';
    last = braced ? start + 1 : Math.max(last, start);
    return {
      before: () => {
        if (key === null) {
          head = skipBlank(text, last, flow);
          const isMarked = text[head] === '?' && isBlank(text[head + 1]);
          last = isMarked ? head + 1 : head;
          return;
        }
        const at = skipBlank(text, last);
        colon = text[at] === ':' ? at : -1;
        if (colon >= 0) last = colon + 1;
      },
      take: (node) => {
        if (key === null) key = node;
        else {
          entries.push({ head, key, colon, value: node });
          key = null;
        }
        last = Math.max(last, node.end);
      },
      close: () => ({ ...placed(piece), kind: 'map', start, flow, entries, end: endOf(braced) }),
    };
  };

  const endOf = (bracket: boolean): number => {
    if (bracket) last = skipBlank(text, last, true) + 1;
    return last;
  };

  for (const piece of pieces) {
    if (piece.kind === 'close') {
      const node = open.pop()?.close();
      if (node != null) give(node);
      continue;
    }
    open.at(-1)?.before();
    if (piece.kind === 'alias') give({ ...piece, props: null, anchor: null, tag: null });
    else if (piece.kind === 'list') open.push(openList(piece));
    else if (piece.kind === 'map') open.push(openMap(piece));
    else {
      const from = Math.max(last, piece.props?.[1] ?? 0);
      give({ ...piece, ...extentOf(piece, text, from) });
    }
  }
  return root;
};

const placed = ({ props, anchor, tag }: Props): Props => ({ props, anchor, tag });

interface Written {
  readonly start: number;
  readonly end: number;
  readonly style: ScalarStyle;
  readonly keep: boolean;
}

/** Of `|` and `>` the parser tells where the lines below begin, and takes the empty ones at their end with them. */
const extentOf = (
  { start, end, style, keep }: Written,
  text: string,
  from: number,
): { readonly start: number; readonly end: number } => {
  if (start < 0) return { start: from, end: from };
  if (style !== 'literal' && style !== 'folded') return { start, end };
  const sign = skipBlank(text, from);
  const header = /^[^#\r\n]*/.exec(text.slice(sign, sign + 20))?.[0].trimEnd() ?? '';
  const written = text.slice(start, end);
  if (written.trim() === '' && !keep) return { start: sign, end: sign + header.length };
  const behind = keep ? written.replace(/\r?\n$/, '').length : behindLines(written);
  return { start: sign, end: Math.max(sign + header.length, start + behind) };
};

/** How much of a text stands before the end of its last line with something in it. */
const behindLines = (text: string): number => {
  const sign = text.trimEnd().length;
  const line = text.indexOf('\n', sign);
  if (line < 0) return text.length;
  return text[line - 1] === '\r' ? line - 1 : line;
};
