/** The part of Markdown that messages are made of, as a tree. Nothing in it becomes HTML by itself. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly to: string; readonly parts: readonly Inline[] };

export type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'quote'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] };

const fence = /^\s{0,3}```/;
const closing = /^\s{0,3}```\s*$/;
const heading = /^#{1,6}\s+(.*?)\s*#*$/;
const bullet = /^\s{0,3}[-*+]\s+(.*)$/;
const numbered = /^\s{0,3}\d{1,9}[.)]\s+(.*)$/;
const quoted = /^\s{0,3}>\s?(.*)$/;

const beginsBlock = (line: string): boolean =>
  line.trim() === '' || [fence, heading, bullet, numbered, quoted].some((one) => one.test(line));

export const readBlocks = (text: string): readonly Block[] => {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  /** Lines from here on that are of one kind, without what marks them. */
  const taken = (marked: RegExp): string[] => {
    const found: string[] = [];
    for (let inside = marked.exec(lines[at] ?? ''); inside !== null; inside = marked.exec(lines[at] ?? '')) {
      found.push(inside[1] ?? '');
      at += 1;
    }
    return found;
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const title = heading.exec(line);
    if (line.trim() === '') at += 1;
    else if (fence.test(line)) {
      const end = lines.findIndex((one, place) => place > at && closing.test(one));
      const last = end < 0 ? lines.length : end;
      // What stands behind the marks is shown as well: whoever is asked must see all that was said.
      const beside = line.replace(fence, '').trim();
      const inside = lines.slice(at + 1, last);
      blocks.push({ kind: 'code', text: (beside === '' ? inside : [beside, ...inside]).join('\n') });
      at = last + 1;
    } else if (title !== null) {
      blocks.push({ kind: 'heading', parts: readInline(title[1] ?? '') });
      at += 1;
    } else if (bullet.test(line))
      blocks.push({ kind: 'list', ordered: false, items: taken(bullet).map((one) => readInline(one)) });
    else if (numbered.test(line))
      blocks.push({ kind: 'list', ordered: true, items: taken(numbered).map((one) => readInline(one)) });
    else if (quoted.test(line)) blocks.push({ kind: 'quote', parts: readInline(taken(quoted).join('\n')) });
    else {
      const first = at;
      do at += 1;
      while (at < lines.length && !beginsBlock(lines[at] ?? ''));
      blocks.push({ kind: 'paragraph', parts: readInline(lines.slice(first, at).join('\n')) });
    }
  }
  return blocks;
};

/** One pattern that begins at one letter and looks ahead within a bound: the time grows with the text only. */
const mark =
  /`([^`\n]{1,500})`|\*\*(?=\S)((?:[^*\n]|\*(?!\*)){1,500})\*\*|\*(?=\S)([^*\n]{1,500})\*|_(?=\S)([^_\n]{1,500})_|\[([^\]\n]{1,300})\]\(([^()\s]{1,2000})\)/g;

const mostNested = 4;

const readInline = (text: string, depth = 0): readonly Inline[] => {
  const parts: Inline[] = [];
  let from = 0;
  const plain = (until: number): void => {
    if (until > from) parts.push({ kind: 'text', text: text.slice(from, until) });
  };
  if (depth < mostNested)
    for (const found of text.matchAll(mark)) {
      // `snake_case_name` is a word.
      if (found[4] !== undefined && /\w/.test(text[found.index - 1] ?? '')) continue;
      const part = partOf(found, depth + 1);
      if (part === null) continue;
      plain(found.index);
      parts.push(part);
      from = found.index + found[0].length;
    }
  plain(text.length);
  return parts;
};

const partOf = (found: RegExpExecArray, depth: number): Inline | null => {
  const [, code, strong, star, low, label, to] = found;
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', parts: readInline(strong, depth) };
  if (label === undefined || to === undefined)
    return { kind: 'em', parts: readInline(star ?? low ?? '', depth) };
  // Anything but a web address stays the text that it is.
  return /^https?:\/\//i.test(to) ? { kind: 'link', to, parts: readInline(label, mostNested) } : null;
};
