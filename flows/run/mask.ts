/** Short texts and small numbers are found in half of all bodies: what is that short is no secret that could be kept. */
const shortest = 4;

export interface Masker {
  /** Secrets by name; what they stand for is looked up again, so it is not kept. */
  addSecrets(secrets: Readonly<Record<string, unknown>>): void;
  /** Values that must not be read in a journal. True when there was a new one among them. */
  add(values: readonly unknown[]): boolean;
  /** Takes the values out of JSON text, wherever they stand in it. */
  mask(json: string): string;
  /** Puts them back. */
  unmask(json: string): string;
  /** What `add` was given, by what stands for it: to be sealed, and handed to `restore` when the run goes on. */
  kept(): Readonly<Record<string, string>>;
  restore(kept: Readonly<Record<string, string>>): void;
}

/**
 * Masks by value, not by place: a number that came in as sensitive is masked in every text that is later made of it.
 * Each value has a mark of its own, so that the journal can be gone through again with the real ones.
 */
export const openMasker = (): Masker => {
  /** From the value, as it stands inside of JSON text, to its mark. */
  const marks = new Map<string, string>();
  /** Numbers have a second mark, for where they stand as numbers: there it is a text that becomes one again. */
  const numbers = new Map<number, string>();
  const own = new Map<string, string>();
  let longestFirst: readonly (readonly [value: string, mark: string])[] = [];

  const note = (value: string, mark: string): void => {
    marks.set(value, mark);
    // What holds another value is taken out before it.
    longestFirst = [...marks].toSorted(([one], [other]) => other.length - one.length);
  };
  const noteOwn = (mark: string, text: string): void => {
    own.set(mark, text);
    if (mark.startsWith(numberMark)) numbers.set(Number(text), mark);
    else note(text, mark);
  };
  const addText = (text: string): boolean => {
    if (text.length < shortest || marks.has(text)) return false;
    noteOwn(`***${own.size + 1}***`, text);
    return true;
  };
  const addNumber = (value: number): boolean => {
    if (String(value).length < shortest || numbers.has(value)) return false;
    noteOwn(`${numberMark}${own.size + 1}***`, String(value));
    addText(String(value));
    return true;
  };

  return {
    addSecrets: (secrets) => {
      for (const [name, value] of Object.entries(secrets)) {
        const texts = leavesOf(value)
          .filter((leaf) => typeof leaf === 'string')
          .map(inJson);
        texts.forEach((text, at) => {
          if (text.length >= shortest && !marks.has(text))
            note(text, `***${name}${at === 0 ? '' : `.${at}`}***`);
        });
      }
    },
    add: (values) => {
      let fresh = false;
      for (const leaf of values.flatMap(leavesOf)) {
        if (typeof leaf === 'string') fresh = addText(inJson(leaf)) || fresh;
        else if (typeof leaf === 'number') fresh = addNumber(leaf) || fresh;
      }
      return fresh;
    },
    mask: (json) => {
      let text = numbers.size === 0 ? json : JSON.stringify(withNumbersMarked(JSON.parse(json), numbers));
      for (const [value, mark] of longestFirst) if (text.includes(value)) text = text.replaceAll(value, mark);
      return text;
    },
    unmask: (json) => {
      if (!json.includes('***')) return json;
      let text = json;
      for (const [value, mark] of numbers) text = text.replaceAll(`"${mark}"`, () => String(value));
      for (const [value, mark] of marks) text = text.replaceAll(mark, () => value);
      return text;
    },
    kept: () => Object.fromEntries(own),
    restore: (kept) => {
      for (const [mark, text] of Object.entries(kept)) noteOwn(mark, text);
    },
  };
};

const numberMark = '***#';

const withNumbersMarked = (value: unknown, numbers: ReadonlyMap<number, string>): unknown => {
  if (typeof value === 'number') return numbers.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => withNumbersMarked(one, numbers));
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withNumbersMarked(one, numbers)]),
  );
};

/** As it stands between the quotes of JSON. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const leavesOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
