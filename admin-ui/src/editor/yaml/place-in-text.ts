/** Where in a YAML text somebody types: the fields around, from the outermost on; `[]` is an item of a list. */
export interface PlaceInText {
  readonly path: readonly string[];
  /** The field whose value is typed; null while its name is. */
  readonly field: string | null;
  /** Where what is typed begins. */
  readonly from: number;
  /** What stands beside it: fields of the same map with their values, as written in their line. */
  readonly beside: ReadonlyMap<string, string>;
  /** What the innermost `with` around it belongs to: the value of `call` beside that. */
  readonly called: string | null;
}

interface Line {
  /** Columns. */
  readonly dashes: readonly number[];
  readonly column: number;
  readonly key: string | null;
  readonly rest: string;
}

const readLine = (text: string): Line | null => {
  const [, blank = '', marks = '', rest = ''] = /^( *)((?:- +)*(?:-$)?)(.*)$/.exec(text) ?? [];
  if ((marks === '' && rest.trim() === '') || rest.startsWith('#')) return null;
  const dashes: number[] = [];
  for (let at = 0; at < marks.length; at += 1) if (marks[at] === '-') dashes.push(blank.length + at);
  const field = /^("[^"]*"|'[^']*'|[^\s:#'"{[][^:]*?) *:(?: +(.*)|)$/.exec(rest);
  const key = field?.[1]?.replaceAll(/^["']|["']$/g, '') ?? null;
  return { dashes, column: blank.length + marks.length, key, rest: field?.[2] ?? '' };
};

/**
 * By indentation alone, for while somebody types the text can hardly ever be read. Null: inside of `{ }`, of a comment, or of a
 * text of several lines.
 */
export const placeInText = (text: string, offset: number): PlaceInText | null => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const typed = text.slice(start, offset);
  if (/(^|\s)#|[{}[\]"']/.test(typed)) return null;
  const [, blank = '', marks = '', rest = ''] = /^( *)((?:- +)*)(.*)$/.exec(typed) ?? [];
  const valued = /^([^\s:]+):( +)(.*)$/.exec(rest);
  const column = blank.length + marks.length;
  const before = text.slice(0, start).split('\n').slice(0, -1);
  const after = text.slice(start).split('\n').slice(1);

  const path: string[] = [];
  let called: string | null = null;
  let limit = column;
  let inItem = false;
  for (let at = marks.length - 1; at >= 0; at -= 1) {
    if (marks[at] !== '-') continue;
    path.unshift('[]');
    limit = blank.length + at;
    inItem = true;
  }
  for (const [at, one] of [...before.entries()].reverse()) {
    const line = readLine(one);
    if (line === null) continue;
    const { key } = line;
    const isAround =
      key !== null && (line.column < limit || (inItem && line.column === limit && line.dashes.length === 0));
    if (isAround) {
      if (/^[|>]/.test(line.rest)) return null;
      path.unshift(key);
      if (key === 'with') called ??= besideOf([...before, '', ...after], at, line.column).get('call') ?? null;
      limit = line.column;
      inItem = false;
    }
    for (const dash of line.dashes.toReversed()) {
      if (dash >= limit) continue;
      // The item that the field before is in.
      path.unshift('[]');
      limit = dash;
      inItem = true;
    }
    if (limit === 0 && !inItem) break;
  }
  const beside = besideOf([...before, typed, ...after], before.length, column);
  const field = valued?.[1] ?? null;
  const part = valued === null ? rest : (valued[3] ?? '');
  return { path, field, from: offset - part.length, beside, called };
};

/** The other fields of the map that this line stands in, by indentation. */
const besideOf = (lines: readonly string[], at: number, column: number): Map<string, string> => {
  const found = new Map<string, string>();
  const look = (some: readonly string[], down: boolean): void => {
    for (const one of some) {
      const line = readLine(one);
      if (line === null) continue;
      const isOther = line.column < column || (down && line.column === column && line.dashes.length > 0);
      if (isOther) return;
      if (line.column !== column) continue;
      if (line.key !== null) found.set(line.key, line.rest);
      if (line.dashes.length > 0) return;
    }
  };
  const own = readLine(lines[at] ?? '');
  if (own === null || own.dashes.length === 0) look(lines.slice(0, at).reverse(), false);
  look(lines.slice(at + 1), true);
  return found;
};
