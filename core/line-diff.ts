/** What became of a line. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Texts that differ in more lines than this are shown as replaced where they differ: finding the least costs its square. */
const mostChanges = 600;

/** The fewest changes that lead from one text to the other (Myers, "An O(ND) difference algorithm"). */
export const lineDiff = (before: string, after: string): DiffLine[] =>
  diffLines(linesOf(before), linesOf(after));

/** The same for lines that are lines already. */
export const diffLines = (one: readonly string[], other: readonly string[]): DiffLine[] => {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one[one.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  const middle: Sides = {
    one: one.slice(start, one.length - end),
    other: other.slice(start, other.length - end),
  };
  return [
    ...one.slice(0, start).map(same),
    ...(shortest(middle) ?? [...middle.one.map(removed), ...middle.other.map(added)]),
    ...one.slice(one.length - end).map(same),
  ];
};

interface Sides {
  readonly one: readonly string[];
  readonly other: readonly string[];
}

const same = (text: string): DiffLine => ({ kind: 'same', text });
const removed = (text: string): DiffLine => ({ kind: 'removed', text });
const added = (text: string): DiffLine => ({ kind: 'added', text });

/** A newline at the end ends the last line and begins none. */
const linesOf = (text: string): string[] => {
  if (text === '') return [];
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

/** How far one gets on each diagonal, for a number of changes. */
type Reach = ReadonlyMap<number, number>;

const shortest = (sides: Sides): DiffLine[] | undefined => {
  const { one, other } = sides;
  const reached: Reach[] = [];
  let before = new Map<number, number>([[1, 0]]);
  for (let changes = 0; changes <= Math.min(one.length + other.length, mostChanges); changes += 1) {
    reached.push(before);
    const now = new Map<number, number>();
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = isDown(before, diagonal, changes)
        ? (before.get(diagonal + 1) ?? 0)
        : (before.get(diagonal - 1) ?? 0) + 1;
      while (x < one.length && x - diagonal < other.length && one[x] === other[x - diagonal]) x += 1;
      now.set(diagonal, x);
      if (x >= one.length && x - diagonal >= other.length) return walkBack(sides, reached);
    }
    before = now;
  }
  return undefined;
};

const isDown = (reach: Reach, diagonal: number, changes: number): boolean =>
  diagonal === -changes ||
  (diagonal !== changes && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1));

const walkBack = ({ one, other }: Sides, reached: readonly Reach[]): DiffLine[] => {
  const lines: DiffLine[] = [];
  let [x, y] = [one.length, other.length];
  for (let changes = reached.length - 1; changes >= 0; changes -= 1) {
    const reach = reached[changes] ?? new Map<number, number>();
    const diagonal = x - y;
    const from = isDown(reach, diagonal, changes) ? diagonal + 1 : diagonal - 1;
    const fromX = reach.get(from) ?? 0;
    const fromY = fromX - from;
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0)) {
      lines.push(same(one[x - 1] ?? ''));
      x -= 1;
      y -= 1;
    }
    if (changes === 0) break;
    lines.push(x === fromX ? added(other[y - 1] ?? '') : removed(one[x - 1] ?? ''));
    [x, y] = [fromX, fromY];
  }
  return lines.reverse();
};
