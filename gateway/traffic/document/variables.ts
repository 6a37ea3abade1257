/** `${NAME}` and `${NAME:-instead}` in files, as express-gateway has them; `$${NAME}` stands for the text itself. */
const pattern = /\$?\$\{([A-Za-z0-9_]+)(:-(.*?))?\}/g;

export type Variables = ReadonlyMap<string, string>;

export interface Replaced {
  readonly text: string;
  /** Names that stand for nothing. */
  readonly missing: readonly string[];
}

export interface HeldText {
  /** As long as it was, line by line, and nothing in it has another meaning in YAML. */
  readonly text: string;
  /** A piece of it with the values of its variables; null where it has none. */
  replace(piece: string): Replaced | null;
}

/** Letters that nobody uses: the first one, then the number of a variable, then what fills up to its length. */
const begin = '\ue000';
const fill = '\ue001';
const firstNumber = 0xe100;
const most = 0xf8ff - firstNumber;
const token = /\ue000([\ue100-\uf8ff])\ue001*/g;

/**
 * Puts letters in place of variables that a reader of YAML leaves alone. Values come in when it has been read: none of them
 * can change what stands around it. Null where the text uses these letters itself, or has too many variables.
 */
export const holdVariables = (source: string, variables: Variables, ours: boolean): HeldText | null => {
  if (/[\ue000-\uf8ff]/.test(source)) return null;
  const held: { readonly whole: string; readonly name: string; readonly value: string | undefined }[] = [];
  const text = source.replace(pattern, (...found: unknown[]) => {
    const [whole, name, , instead] = found as [string, string, string | undefined, string | undefined];
    const isEscaped = whole.startsWith('$$');
    // There an escape stays as it is written.
    if (isEscaped && !ours) return whole;
    const given = variables.get(name) ?? (instead === '' ? undefined : instead);
    held.push({ whole, name, value: isEscaped ? whole.slice(1) : given });
    const number = String.fromCharCode(firstNumber + Math.min(held.length - 1, most));
    return `${begin}${number}${fill.repeat(whole.length - 2)}`;
  });
  if (held.length > most) return null;
  return {
    text,
    replace: (piece) => {
      if (!piece.includes(begin)) return null;
      const missing: string[] = [];
      const replaced = piece.replace(token, (_, number: string) => {
        const one = held[number.charCodeAt(0) - firstNumber];
        if (one === undefined) return '';
        if (one.value === undefined) missing.push(one.name);
        return one.value ?? one.whole;
      });
      return { text: replaced, missing };
    },
  };
};

/** The same text in a file, where it is not to be replaced. */
export const escapeVariables = (text: string): string =>
  text.replace(/\$\{([A-Za-z0-9_]+)(:-(.*?))?\}/g, '$$$&');

/** What a text asks for. */
export const variablesIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(pattern)].flatMap(([whole, name]) =>
      whole.startsWith('$$') || name === undefined ? [] : [name],
    ),
  ),
];
