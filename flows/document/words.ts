/** What a value is, for messages: the value itself may be a secret. */
export const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'number' ? 'a number' : 'a text';
};

export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text or number of the document in a sentence. */
export const quoted = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number'
    ? `"${String(value).slice(0, 80)}${String(value).length > 80 ? '…' : ''}"`
    : kindOf(value);
