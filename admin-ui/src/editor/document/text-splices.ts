/** What takes the place of a piece of a text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export const lineStart = (text: string, at: number): number =>
  // Before the first sign there is nothing to look for: it would find that sign itself.
  at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;

/** Before the signs that end the line. */
export const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return end > at && text[end - 1] === '\r' ? end - 1 : end;
};

export const nextLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
};

export const columnOf = (text: string, at: number): number => at - lineStart(text, at);

/** Nothing but empty space stands before it in its line. */
export const isFirstInLine = (text: string, at: number): boolean =>
  text.slice(lineStart(text, at), at).trim() === '';

/** Splices of a text; what two of them claim is an error in an edit, which must not reach a flow. */
export const splice = (text: string, splices: readonly Splice[]): string | null => {
  const parts: string[] = [];
  let last = 0;
  const order = splices.toSorted((one, other) => one.from - other.from || one.to - other.to);
  for (const { from, to, text: put } of order) {
    if (from < last) return null;
    parts.push(text.slice(last, from), put);
    last = to;
  }
  parts.push(text.slice(last));
  return parts.join('');
};
