const step = '  ';

/** How far a new line after this text is indented: as the line before, and further where that one opens something. */
export const indentOf = (before: string): string => {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const own = /^ */.exec(line)?.[0] ?? '';
  const item = /^ *((?:- +)+)/.exec(line)?.[1] ?? '';
  const inside = own + ' '.repeat(item.length);
  return /[^\s:][^#]*:\s*$/.test(line) ? inside + step : inside;
};

interface Shifted {
  /** The lines that the selection touches, and what they become. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export const shiftLines = (
  text: string,
  [start, end]: readonly [number, number],
  further: boolean,
): Shifted => {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const shifted = lines.map((line) =>
    further ? (line === '' ? '' : step + line) : line.replace(/^ {1,2}/, ''),
  );
  return { from, to, text: shifted.join('\n') };
};
