import { asText, isFields, wrong } from '../given.ts';

/** The address with more in its query. A list is one parameter several times; what is `null` is left out. */
export const withQuery = (address: string, query: unknown): string => {
  const plain = withoutFragment(address);
  if (query === undefined || query === null) return plain;
  if (!isFields(query)) throw wrong('query', query, 'an object');
  let text = '';
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      const shown = asText(item);
      if (shown !== undefined)
        text += `&${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(shown.toWellFormed())}`;
    }
  }
  if (text === '') return plain;
  if (!plain.includes('?')) return `${plain}?${text.slice(1)}`;
  return plain.endsWith('?') || plain.endsWith('&') ? plain + text.slice(1) : plain + text;
};

/** What stands behind `#` never travels. */
const withoutFragment = (address: string): string => {
  const hash = address.indexOf('#');
  return hash < 0 ? address : address.slice(0, hash);
};
