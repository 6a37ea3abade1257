/** A value in one piece of text: a text as it is, anything else as JSON. */
export const valueText = (value: unknown, indent = 0): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, indent);

/** Undefined where the text is no JSON. */
export const readJson = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};
