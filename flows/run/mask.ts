import { randomInt } from 'node:crypto';

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
  let held: Held | undefined;
  const hold = (mark: string): string => (held ??= openHeld()).hold(mark);
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
      let text =
        numbers.size === 0 ? json : JSON.stringify(withNumbersHeld(JSON.parse(json), { numbers, hold }));
      for (const [value, mark] of longestFirst)
        if (text.includes(value)) text = text.replaceAll(value, hold(mark));
      // Whoever sends what looks like a mark must not be given what it stands for: JSON can write a star in another way.
      if (text.includes('***')) text = text.replace(/\*(?=\*\*)/g, '\\u002a');
      return held === undefined ? text : held.release(text);
    },
    unmask: (json) => {
      if (!json.includes('***')) return json;
      const values = new Map([...marks].map(([value, mark]) => [mark, value]));
      for (const [value, mark] of numbers) values.set(`"${mark}"`, String(value));
      // In one go: what stands between two marks is not taken for a third.
      return json.replace(/"\*{3}#\d+\*{3}"|\*{3}[^*]+\*{3}/g, (mark) => values.get(mark) ?? mark);
    },
    kept: () => Object.fromEntries(own),
    restore: (kept) => {
      for (const [mark, text] of Object.entries(kept)) noteOwn(mark, text);
    },
  };
};

const numberMark = '***#';

interface Held {
  /** What stands for a mark until all values are out. */
  hold(mark: string): string;
  release(text: string): string;
}

/** While a text is gone through, signs that are in no other text stand for marks: no value is found inside of those. */
const openHeld = (): Held => {
  const edge = Array.from({ length: 6 }, () => String.fromCharCode(randomInt(0xe100, 0xf8ff))).join('');
  const pattern = new RegExp(`${edge}([\\ue000-\\ue009]+)${edge}`, 'g');
  const known: string[] = [];
  const places = new Map<string, string>();
  const add = (mark: string): string => {
    const place = String(known.push(mark) - 1);
    const text = `${edge}${place.replace(/\d/g, (digit) => String.fromCharCode(firstDigit + Number(digit)))}${edge}`;
    places.set(mark, text);
    return text;
  };
  return {
    hold: (mark) => places.get(mark) ?? add(mark),
    release: (text) =>
      text.replace(pattern, (whole, place: string) => {
        const digits = place.replace(/./g, (sign) => String(sign.charCodeAt(0) - firstDigit));
        return known[Number(digits)] ?? whole;
      }),
  };
};

const firstDigit = 0xe000;

interface Numbers {
  readonly numbers: ReadonlyMap<number, string>;
  readonly hold: (mark: string) => string;
}

const withNumbersHeld = (value: unknown, one: Numbers): unknown => {
  if (typeof value === 'number') {
    const mark = one.numbers.get(value);
    return mark === undefined ? value : one.hold(mark);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withNumbersHeld(item, one));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withNumbersHeld(item, one)]));
};

/** As it stands between the quotes of JSON. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const leavesOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
