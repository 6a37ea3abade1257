import { alignItems } from './align.ts';
import { flowKey, flowText, type FlowPlace } from './write-flow.ts';
import { keyText, scalarText } from './write-scalar.ts';
import { countOf, endOf, headOf } from './row-spans.ts';
import { planFields } from './plan-fields.ts';
import { lineStart } from './text-splices.ts';
import type { Pen } from './write-block.ts';
import type { YamlList, YamlMap, YamlNode } from '../../yaml/yaml-node.ts';
import { sameData } from './same-data.ts';
import { isFields } from './shape-of.ts';

/** What is written in brackets, with what is different in it; all else in it as it was. */
export interface FlowChange {
  readonly text: string;
  readonly node: YamlNode;
  readonly before: unknown;
  readonly now: unknown;
}

export const rewriteFlow = (change: FlowChange, pen: Pen): string => {
  const { text, node, before, now } = change;
  if (!pen.out.has(node) && (before === now || (node.kind === 'alias' && sameData(before, now))))
    return text.slice(node.start, node.end);
  if (node.kind === 'list' && Array.isArray(before) && Array.isArray(now)) {
    const kept = alignItems(before, now);
    const parts = now.map((item, at): Part => {
      const was = kept[at] ?? -1;
      const old = node.items[was];
      if (old === undefined) return { was: -1, write: (place) => flowText(item, place) };
      return { was, write: () => rewriteFlow({ text, node: old.node, before: before[was], now: item }, pen) };
    });
    return together(node, parts, { text, pen });
  }
  if (node.kind === 'map' && isFields(before) && isFields(now)) {
    const parts = planFields(node, { before, now, out: pen.out }).map((turn): Part => {
      if (!('keep' in turn)) {
        const { name, value } = turn.put;
        return { was: -1, write: (place) => flowKey(name, pen.style) + flowText(value, place) };
      }
      const { keep, name, from } = turn;
      return { was: keep, write: () => entryText({ keep, name, from }, change, pen) };
    });
    return together(node, parts, { text, pen });
  }
  const { indent, outer } = placeIn(text, node.start, pen);
  if (typeof now !== 'object' || now === null) {
    const like = node.kind === 'scalar' ? node.style : undefined;
    return scalarText(now, { style: pen.style, column: null, ...(like !== undefined && { like }) });
  }
  return flowText(now, { ...pen, indent, outer });
};

interface KeptField {
  readonly keep: number;
  /** Undefined for one that plain data does not know. */
  readonly name: string | undefined;
  readonly from: string | undefined;
}

const entryText = ({ keep, name, from }: KeptField, change: FlowChange, pen: Pen): string => {
  const { text, node } = change;
  const entry = node.kind === 'map' ? node.entries[keep] : undefined;
  if (entry === undefined || node.kind !== 'map') return '';
  const before = (change.before as Readonly<Record<string, unknown>>)[from ?? ''];
  const now = (change.now as Readonly<Record<string, unknown>>)[name ?? ''];
  const { head, key, colon, value } = entry;
  const end = endOf(node, keep);
  const same = before === now && !pen.out.has(value);
  if (name === undefined || (same && name === from)) return text.slice(head, end);
  const like = key.kind === 'scalar' ? key.style : undefined;
  const named =
    name === from ? text.slice(head, key.end) : text.slice(head, key.start) + keyText(name, pen.style, like);
  if (same) return named + text.slice(key.end, end);
  const written = rewriteFlow({ text, node: value, before, now }, pen);
  if (colon < 0 || value.end === value.start) return `${named}:${pen.style.tight ? '' : ' '}${written}`;
  return named + text.slice(key.end, value.props?.[0] ?? value.start) + written;
};

interface Part {
  /** Which one it was; -1 for one that is put there. */
  readonly was: number;
  write(place: FlowPlace): string;
}

interface Sheet {
  readonly text: string;
  readonly pen: Pen;
}

/** Between two parts: a comment behind the first, and what stands before the second. */
interface Gap {
  readonly behind: string;
  readonly before: string;
  readonly comma: boolean;
}

const together = (node: YamlList | YamlMap, parts: readonly Part[], { text, pen }: Sheet): string => {
  const count = countOf(node);
  const bracketed = text[node.start] === '{' || text[node.start] === '[';
  const open = node.kind === 'list' ? '[' : '{';
  const close = node.kind === 'list' ? ']' : '}';
  if (parts.length === 0) return `${open}${close}`;
  const { style } = pen;
  const gaps = Array.from({ length: count + 1 }, (_, at) => {
    const from = at === 0 ? node.start + (bracketed ? 1 : 0) : endOf(node, at - 1);
    const to = at === count ? node.end - (bracketed ? 1 : 0) : headOf(node, at);
    return gapIn(text.slice(from, Math.max(from, to)));
  });
  const { indent, outer } = placeIn(text, node.start, pen);
  const pad = !style.tight && (node.kind === 'list' ? style.paddedList : style.padded) ? ' ' : '';
  const fresh = indent === null || count > 0 ? pad : style.newline + ' '.repeat(indent + style.step);
  const start = count === 0 ? fresh : bare(gaps[0]?.before ?? '');
  const usual =
    count > 1 ? bare(gaps[1]?.before ?? '') : start.includes('\n') ? start : style.tight ? '' : ' ';
  const tail = count > 0 ? gaps[count] : undefined;
  const end = tail?.before ?? (indent === null ? pad : style.newline + ' '.repeat(indent));

  let made = bracketed ? text.slice(node.start, node.start + 1) : open;
  for (const [at, { was, write }] of parts.entries()) {
    const own = was < 0 ? undefined : gaps[was]?.before;
    const hasWords = own !== undefined && own.trim() !== '';
    let before = at === 0 ? start : usual;
    if (own !== undefined && (hasWords || was > 0 === at > 0)) before = own;
    if (made.endsWith('\n') && before.startsWith('\n')) before = before.slice(1);
    const column = before.includes('\n') ? before.length - before.lastIndexOf('\n') - 1 : null;
    made += before + write({ ...pen, indent: column, outer: column ?? outer });
    if (at < parts.length - 1 || tail?.comma === true) made += ',';
    const behind = was < 0 ? '' : (gaps[was + 1]?.behind ?? '');
    made += behind;
    const next = parts[at + 1];
    const follows = next === undefined ? end : next.was > 0 ? (gaps[next.was]?.before ?? usual) : usual;
    if (behind !== '' && !/^\r?\n/.test(follows)) made += style.newline;
  }
  return made + end + close;
};

const gapIn = (between: string): Gap => {
  let comma = -1;
  for (let at = 0; at < between.length && comma < 0; at += 1) {
    if (between[at] === ',') comma = at;
    else if (between[at] === '#') {
      const end = between.indexOf('\n', at);
      at = end < 0 ? between.length : end;
    }
  }
  const rest = comma < 0 ? between : between.slice(0, comma) + between.slice(comma + 1);
  const behind = /^[ \t]*#[^\r\n]*/.exec(rest)?.[0] ?? '';
  return { behind, before: rest.slice(behind.length), comma: comma >= 0 };
};

/** Without comments: only how what comes next is parted from what is before it. */
const bare = (before: string): string => {
  if (!before.includes('\n')) return before.replaceAll(/#.*/g, '');
  const last = before.lastIndexOf('\n');
  return (before[last - 1] === '\r' ? '\r\n' : '\n') + before.slice(last + 1);
};

const placeIn = (text: string, at: number, { style }: Pen): { indent: number | null; outer: number } => {
  const outer = /^ */.exec(text.slice(lineStart(text, at), at))?.[0].length ?? 0;
  // JSON in lines of its own stays so.
  return { outer, indent: style.pretty ? outer : null };
};
