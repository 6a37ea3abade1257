import { asText, isFields, wrong } from '../given.ts';

/** Names in lower case; what is `null` is left out. */
export const headersFrom = (given: unknown, path = 'headers'): Record<string, string> => {
  const headers: Record<string, string> = {};
  if (given === undefined || given === null) return headers;
  if (!isFields(given)) throw wrong(path, given, 'an object');
  for (const name of Object.keys(given)) {
    const text = asText(given[name]);
    if (text !== undefined) headers[name.toLowerCase()] = text;
  }
  return headers;
};
