import type { YamlList, YamlMap, YamlNode } from '../../yaml/yaml-node.ts';
import { alignItems } from './align.ts';
import { fits, isOneLine, isRemarked } from './may-stay.ts';
import { sameData } from './same-data.ts';
import type { FlowText } from './flow-text.ts';
import { noteOrigins, type Origins } from './origins.ts';
import { planFields } from './plan-fields.ts';
import { putRows, type Turn } from './put-rows.ts';
import { rewriteFlow } from './rewrite-flow.ts';
import { headOf, spanOf, type Rows } from './row-spans.ts';
import { isFields } from './shape-of.ts';
import { columnOf, isFirstInLine, lineEnd, lineStart, splice, type Splice } from './text-splices.ts';
import { styleOf } from './text-style.ts';
import { blockLines, columnBelow, bareText, fieldLines, isBare, itemLines, type Pen } from './write-block.ts';
import { keyText, scalarText } from './write-scalar.ts';

/**
 * The text of a document that was made of the one before: what is the same object is the same text, also at another place, and
 * of what is different only that is written anew. Null where it cannot be done like this.
 */
export const rewrite = (flow: FlowText, now: unknown, wish: Wish = {}): string | null => {
  const { root } = flow;
  const origins: Origins = new Map(wish.foreign);
  const style = styleOf(flow);
  // All lines have an end while they are moved about.
  const isEnded = flow.text === '' || flow.text.endsWith('\n');
  const text = isEnded ? flow.text : flow.text + style.newline;
  noteOrigins(flow.plain, root, { text, origins });
  const pen: Pen = { style, origins, out: wish.out ?? nothing };
  const sheet: Sheet = { text, pen, splices: [] };
  if (root === null || (root.kind === 'scalar' && root.end === root.start)) {
    const lines = blockLines(now, 0, pen);
    return text + lines.map((line) => line + style.newline).join('');
  }
  change({ node: root, owner: null, before: flow.plain, now }, sheet);
  const made = splice(text, sheet.splices);
  return made === null || isEnded ? made : made.replace(/\r?\n$/, '');
};

export interface Wish {
  /** Where what comes from another text is written there. */
  readonly foreign?: Origins | undefined;
  /** Aliases that are to say themselves what they stand for. */
  readonly out?: ReadonlySet<YamlNode>;
}

const nothing: ReadonlySet<YamlNode> = new Set();

interface Sheet {
  readonly text: string;
  readonly pen: Pen;
  readonly splices: Splice[];
}

/** The field whose value it is, or the item that it is, where what is behind it in its line must stay. */
interface Owner {
  /** Where the colon is, or the dash. */
  readonly sign: number;
  readonly column: number;
  /** How much further what is below stands; null: as the style of the text is. */
  readonly below: number | null;
}

interface Change {
  readonly node: YamlNode;
  readonly owner: Owner | null;
  readonly before: unknown;
  readonly now: unknown;
}

const change = (one: Change, sheet: Sheet): void => {
  const { node, before, now } = one;
  const { out } = sheet.pen;
  if (before === now && !out.has(node)) return;
  if (node.kind === 'alias') {
    if (out.has(node) || !sameData(before, now)) replace(one, sheet);
  } else if (node.kind !== 'scalar' && node.flow) {
    const same = Array.isArray(before) === Array.isArray(now) && typeof now === 'object' && now !== null;
    // Empty brackets are how people write that there is nothing: something has lines of its own.
    const isBlank = isEmpty(node) && !sheet.pen.style.json;
    if (!same || isBlank) return replace(one, sheet);
    const made = rewriteFlow({ text: sheet.text, node, before, now }, sheet.pen);
    if (made !== sheet.text.slice(node.start, node.end))
      sheet.splices.push({ from: node.start, to: node.end, text: made });
  } else if (node.kind === 'list' && Array.isArray(before) && Array.isArray(now) && now.length > 0) {
    changeList({ node, before, now }, sheet);
  } else if (node.kind === 'map' && isFields(before) && isFields(now) && Object.keys(now).length > 0) {
    changeMap({ node, before, now }, sheet);
  } else if (!sameData(before, now)) replace(one, sheet);
};

const isEmpty = (node: YamlList | YamlMap): boolean =>
  (node.kind === 'list' ? node.items : node.entries).length === 0;

interface ListChange {
  readonly node: YamlNode & { readonly kind: 'list' };
  readonly before: readonly unknown[];
  readonly now: readonly unknown[];
}

const changeList = ({ node, before, now }: ListChange, sheet: Sheet): void => {
  const { text, pen } = sheet;
  const column = columnOf(text, headOf(node, 0));
  const aligned = alignItems(before, now);
  const turns = now.map((item, at): Turn => {
    const was = aligned[at] ?? -1;
    const old = node.items[was]?.node;
    if (old !== undefined && (before[was] === item || fits(old, before[was], item))) {
      change({ node: old, owner: null, before: before[was], now: item }, sheet);
      return { keep: was };
    }
    if (old !== undefined && isRemarked(text, old)) {
      const owner = { sign: node.items[was]?.head ?? 0, column, below: 2 };
      change({ node: old, owner, before: before[was], now: item }, sheet);
      return { keep: was };
    }
    const lines = itemLines(item, column, pen);
    if (was < 0) return { put: { lines, gap: gapOf(item, text, pen) } };
    const { lead, head, gap } = spanOf(text, node, was);
    // What is said above it is said about what takes its place, which may bring words of its own.
    const said = pen.origins.has(item)
      ? []
      : text.slice(lead, lineStart(text, head)).split(/\r?\n/).slice(0, -1);
    return { put: { lines: [...said, ...lines], gap: gapOf(item, text, pen) ?? gap } };
  });
  sheet.splices.push(...putRows(node, turns, { text, newline: pen.style.newline }));
};

/** How many empty lines part what is moved from its neighbours, where it comes from. */
const gapOf = (item: unknown, text: string, { origins }: Pen): number | null => {
  const known = origins.get(item);
  if (known === undefined || known.text !== text || known.rows === null || known.rows.kind !== 'list')
    return null;
  if (known.rows.flow || known.rows.items.length < 2) return null;
  return spanOf(text, known.rows, known.at === 0 ? 1 : known.at).gap;
};

interface MapChange {
  readonly node: YamlMap;
  readonly before: Readonly<Record<string, unknown>>;
  readonly now: Readonly<Record<string, unknown>>;
}

const changeMap = ({ node, before, now }: MapChange, sheet: Sheet): void => {
  const { text, pen, splices } = sheet;
  const column = columnOf(text, headOf(node, 0));
  const turns = planFields(node, { before, now, out: pen.out }).map((turn): Turn => {
    if (!('keep' in turn)) return { put: { lines: fieldLines(turn.put, column, pen), gap: 0 } };
    const { keep, name, from } = turn;
    const entry = node.entries[keep];
    if (entry === undefined || name === undefined || from === undefined) return { keep };
    if (name !== from) {
      const like = entry.key.kind === 'scalar' ? entry.key.style : undefined;
      splices.push({ from: entry.key.start, to: entry.key.end, text: keyText(name, pen.style, like) });
    }
    change(
      {
        node: entry.value,
        owner: entry.colon < 0 ? null : { sign: entry.colon, column, below: null },
        before: before[from],
        now: now[name],
      },
      sheet,
    );
    return { keep };
  });
  splices.push(...putRows(node, turns, { text, newline: pen.style.newline }));
};

/** A value where another one was. What stands behind it in its line stays. */
const replace = ({ node, owner, now }: Change, sheet: Sheet): void => {
  const { text, pen, splices } = sheet;
  const { newline } = pen.style;
  const start = node.props?.[0] ?? node.start;
  if (owner === null) {
    const column = columnOf(text, start);
    const [first = '', ...more] = isBare(now, pen)
      ? [bareText(now, column, pen)]
      : blockLines(now, column, pen);
    const whole = [isBare(now, pen) ? first : first.slice(column), ...more].join(newline);
    splices.push({ from: start, to: node.end, text: scalarOr(now, node, pen) ?? whole });
    return;
  }
  const { sign, column } = owner;
  const behind = sign + 1;
  const bare = isBare(now, pen);
  const like = node.kind === 'scalar' ? node.style : undefined;
  const value =
    typeof now === 'object' && now !== null
      ? bareText(now, column + pen.style.step, pen)
      : scalarText(now, {
          style: pen.style,
          column: column + pen.style.step,
          ...(like !== undefined && { like }),
        });
  const [first = '', ...lines] = bare
    ? ` ${value}`.split(newline)
    : [
        '',
        ...blockLines(
          now,
          owner.below === null ? columnBelow(now, column, pen.style) : column + owner.below,
          pen,
        ),
      ];
  const below = lines.map((line) => newline + line).join('');
  if (isBlockRows(node) && isFirstInLine(text, node.start)) {
    // `name: # comment` stays, the lines below go.
    const line = lineEnd(text, node.props === null ? behind : node.props[1]);
    const count = node.kind === 'list' ? node.items.length : node.entries.length;
    const { to } = spanOf(text, node, count - 1);
    splices.push({ from: behind, to: node.props?.[1] ?? behind, text: first });
    splices.push({ from: line, to: Math.max(to, line), text: below });
    return;
  }
  const comment = /^[|>][^\r\n]*?([ \t]+#[^\r\n]*)/.exec(text.slice(node.start, lineEnd(text, node.start)));
  const kept = like === 'literal' || like === 'folded' ? (comment?.[1] ?? '') : '';
  const end = lineEnd(text, node.end);
  splices.push({ from: behind, to: node.end, text: first + kept });
  if (below !== '') splices.push({ from: end, to: end, text: below });
};

const scalarOr = (now: unknown, node: YamlNode, { style }: Pen): string | undefined =>
  node.kind === 'scalar' && isOneLine(node, now)
    ? scalarText(now, { style, column: 0, like: node.style })
    : undefined;

const isBlockRows = (node: YamlNode): node is Rows =>
  (node.kind === 'list' || node.kind === 'map') && !node.flow;
