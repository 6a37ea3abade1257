/** A value in one word, for a label: a text as it is, anything else as JSON. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
