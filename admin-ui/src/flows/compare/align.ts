/** One line of two values that stand side by side. */
export interface Row {
  readonly depth: number;
  /** Null: there is nothing on this side. */
  readonly left: string | null;
  readonly right: string | null;
  /** `more`: only at the right, where nobody minds. */
  readonly kind: 'same' | 'changed' | 'left' | 'right' | 'more';
}

/**
 * `equal`: both should say the same. `expected`: the left is what a test expects, and the right may say more wherever tests
 * allow it.
 */
export type AlignMode = 'equal' | 'expected';

/** What a test expects in order, with others between. */
const sequences: ReadonlySet<string> = new Set(['tasks', 'calls', 'emitted']);

const absent = Symbol('absent');
type Side = unknown;
type Fields = Readonly<Record<string, unknown>>;

interface Place {
  readonly label: string;
  readonly depth: number;
  /** The right may have more fields, at any depth. */
  readonly subset: boolean;
  /** The right may have more items. */
  readonly loose: boolean;
}

/** Lists are compared item by item where that is no more work than this. */
const mostPairs = 250_000;

/** Two JSON values as lines, with what is the same in both at the same height. */
export const alignValues = (left: unknown, right: unknown, mode: AlignMode): readonly Row[] => {
  const rows: Row[] = [];
  const subset = mode === 'expected';
  if (!isFields(left) || !isFields(right)) {
    walk({ label: '', depth: 0, subset, loose: false }, [left, right], rows);
    return rows;
  }
  for (const name of namesOf(left, right)) {
    const missing = subset && !Object.hasOwn(left, name);
    const place = {
      ...{ label: `${name}:`, depth: 0 },
      subset: missing || (subset && name !== 'exactOutput'),
      loose: subset && sequences.has(name),
    };
    walk(place, [fieldOf(left, name), fieldOf(right, name)], rows);
  }
  return rows;
};

const walk = (place: Place, [left, right]: readonly [Side, Side], rows: Row[]): void => {
  const { label, depth, subset, loose } = place;
  const inside = { ...place, depth: below(place), loose: false };
  if (left === absent || right === absent) {
    const kind = right === absent ? 'left' : subset ? 'more' : 'right';
    for (const line of linesOf(place, left === absent ? right : left))
      rows.push({
        ...{ depth: line.depth, kind },
        left: left === absent ? null : line.text,
        right: right === absent ? null : line.text,
      });
  } else if (isFields(left) && isFields(right) && filled(left) && filled(right)) {
    rows.push({ depth, left: label, right: label, kind: 'same' });
    for (const name of namesOf(left, right))
      walk({ ...inside, label: `${name}:` }, [fieldOf(left, name), fieldOf(right, name)], rows);
  } else if (Array.isArray(left) && Array.isArray(right) && right.length > 0 && (left.length > 0 || loose)) {
    if (label !== '') rows.push({ depth, left: label, right: label, kind: 'same' });
    for (const pair of pairsOf(left, right, subset)) {
      // One item more is a difference where the list is looked at as a whole.
      const extra = pair[0] === absent && !loose;
      walkItem({ ...inside, subset: subset && !extra }, pair, rows);
    }
  } else unlike(place, [left, right], rows);
};

/** What is in a value stands further in; the field on the line of its item is further in already. */
const below = ({ label, depth }: Pick<Place, 'label' | 'depth'>): number =>
  depth + (label.startsWith('- ') ? 2 : 1);

/** An item with one field stands on one line with it: `- shop.getOrder:`. */
const walkItem = (place: Place, [left, right]: readonly [Side, Side], rows: Row[]): void => {
  const names = [left, right].filter((one) => one !== absent).map(onlyName);
  const [name] = names;
  if (name === undefined || name === null || names.some((one) => one !== name)) {
    walk({ ...place, label: '-' }, [left, right], rows);
    return;
  }
  const inner = (side: Side): Side => (side === absent ? absent : fieldOf(side, name));
  walk({ ...place, label: `- ${name}:` }, [inner(left), inner(right)], rows);
};

const unlike = (place: Place, [left, right]: readonly [Side, Side], rows: Row[]): void => {
  const same = place.subset && isFields(left) && isFields(right) ? holds(left, right) : equal(left, right);
  const one = linesOf(place, left);
  const other = linesOf(place, right);
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    rows.push({
      depth: one[at]?.depth ?? other[at]?.depth ?? place.depth,
      left: one[at]?.text ?? null,
      right: other[at]?.text ?? null,
      kind: same ? (one[at] === undefined ? 'more' : 'same') : 'changed',
    });
  }
};

interface Line {
  readonly depth: number;
  readonly text: string;
}

const linesOf = ({ label, depth }: Pick<Place, 'label' | 'depth'>, value: unknown): readonly Line[] => {
  const inner = below({ label, depth });
  const own = (text: string): Line => ({ depth, text: label === '' ? text : `${label} ${text}` });
  if (Array.isArray(value) && value.length > 0) {
    const items = value.flatMap((item: unknown) => {
      const name = onlyName(item);
      return name === null
        ? linesOf({ label: '-', depth: inner }, item)
        : linesOf({ label: `- ${name}:`, depth: inner }, fieldOf(item, name));
    });
    return [{ depth, text: label }, ...items];
  }
  if (isFields(value) && filled(value)) {
    const fields = Object.entries(value).flatMap(([name, one]) =>
      linesOf({ label: `${name}:`, depth: inner }, one),
    );
    return [{ depth, text: label }, ...fields];
  }
  return [own(JSON.stringify(value) ?? 'null')];
};

/** Items that say the same beside each other, in order; those between them one to one as far as they reach. */
const pairsOf = (
  left: readonly unknown[],
  right: readonly unknown[],
  subset: boolean,
): readonly (readonly [Side, Side])[] => {
  const fits = subset ? holds : equal;
  const matches = left.length * right.length > mostPairs ? [] : commonOf(left, right, fits);
  const pairs: (readonly [Side, Side])[] = [];
  let from: readonly [number, number] = [0, 0];
  const between = (until: readonly [number, number]): void => {
    const lefts = left.slice(from[0], until[0]);
    const rights = right.slice(from[1], until[1]);
    for (let at = 0; at < Math.max(lefts.length, rights.length); at += 1)
      pairs.push([at < lefts.length ? lefts[at] : absent, at < rights.length ? rights[at] : absent]);
  };
  for (const [one, other] of matches) {
    between([one, other]);
    pairs.push([left[one], right[other]]);
    from = [one + 1, other + 1];
  }
  between([left.length, right.length]);
  return pairs;
};

/** The longest list of pairs that fit, in the order of both. */
const commonOf = (
  left: readonly unknown[],
  right: readonly unknown[],
  fits: (one: unknown, other: unknown) => boolean,
): readonly (readonly [number, number])[] => {
  const width = right.length + 1;
  const longest = new Uint32Array((left.length + 1) * width);
  const at = (one: number, other: number): number => longest[one * width + other] ?? 0;
  const fit = left.map((one) => right.map((other) => fits(one, other)));
  for (let one = left.length - 1; one >= 0; one -= 1)
    for (let other = right.length - 1; other >= 0; other -= 1)
      longest[one * width + other] =
        fit[one]?.[other] === true
          ? at(one + 1, other + 1) + 1
          : Math.max(at(one + 1, other), at(one, other + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let one = 0, other = 0; one < left.length && other < right.length;) {
    if (fit[one]?.[other] === true) {
      pairs.push([one, other]);
      one += 1;
      other += 1;
    } else if (at(one + 1, other) >= at(one, other + 1)) one += 1;
    else other += 1;
  }
  return pairs;
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const filled = (value: Fields): boolean => Object.keys(value).length > 0;
const fieldOf = (value: unknown, name: string): Side =>
  isFields(value) && Object.hasOwn(value, name) ? value[name] : absent;
const namesOf = (left: Fields, right: Fields): readonly string[] => [
  ...new Set([...Object.keys(left), ...Object.keys(right)]),
];
const onlyName = (value: unknown): string | null => {
  const names = isFields(value) ? Object.keys(value) : [];
  return names.length === 1 ? (names[0] ?? null) : null;
};

const equal = (one: unknown, other: unknown): boolean => {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => equal(item, other[at]));
  if (!isFields(one) || !isFields(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && equal(one[name], other[name]))
  );
};

/** All that is wanted is there; of a list each item, and no more. */
const holds = (wanted: unknown, given: unknown): boolean => {
  if (Array.isArray(wanted) && Array.isArray(given))
    return wanted.length === given.length && wanted.every((item, at) => holds(item, given[at]));
  if (!isFields(wanted) || !isFields(given)) return equal(wanted, given);
  return Object.keys(wanted).every((name) => Object.hasOwn(given, name) && holds(wanted[name], given[name]));
};
