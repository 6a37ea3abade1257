import { endOfString } from '../../platform/json-string-end.ts';

/** Whether a text is JSON, and where a key is written twice: JSON.parse keeps the last one and says nothing. */

export const parseJson = (text: string): { readonly tree: unknown } | { readonly fault: string } => {
  try {
    return { tree: JSON.parse(text) as unknown };
  } catch (error) {
    return { fault: (error as SyntaxError).message.replace(/ in JSON at position \d+/, '') };
  }
};

/** The first keys of a valid JSON document that stand twice in one object, as sentences. */
export const describeRepeatedKeys = (text: string, most: number): string[] => {
  const found: string[] = [];
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length && found.length < most; at++) {
    const char = text[at];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(null);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys !== null && keys !== undefined && /^\s*:/.test(text.slice(end + 1, end + 200))) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        if (keys.has(key)) found.push(describe(text, at, key));
        keys.add(key);
      }
      at = end;
    }
  }
  return found;
};

const describe = (text: string, at: number, key: string): string => {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return `The key "${key.slice(0, 100)}" is written again at line ${line}, column ${column}; the last one counts.`;
};
