/** What a text without quotes means in the core schema of YAML 1.2: nothing, true or false, a number, or a text. */
export const plainScalar = (text: string): unknown => {
  const first = text.charCodeAt(0);
  // Most texts begin with a letter that no word or number begins with.
  if (first > 57 && !wordStarts.has(first)) return text;
  if (words.has(text)) return words.get(text);
  if (/^[-+]?\d+$/.test(text) || float.test(text)) return finite(text);
  if (/^0o[0-7]+$/.test(text) || /^0x[\da-fA-F]+$/.test(text)) return finite(text);
  return text;
};

const words = new Map<string, unknown>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

const wordStarts = new Set([...'~nNtTfF'].map((sign) => sign.charCodeAt(0)));

const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

/** JSON has no number for what is too large. */
const finite = (text: string): unknown => {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
};
