import type { ObjectValue } from '../../../core/jq/value.ts';

const none: ObjectValue = Object.freeze({});

/** What a query or a form holds, by name: one value as a text, several as a list. */
export const queryValues = (query: string): ObjectValue => {
  if (query === '' || query === '?') return none;
  const values = new Map<string, string | string[]>();
  for (const [name, value] of /[%+]/.test(query) ? new URLSearchParams(query) : plainPairs(query)) {
    const before = values.get(name);
    if (before === undefined) values.set(name, value);
    else if (typeof before === 'string') values.set(name, [before, value]);
    else before.push(value);
  }
  return Object.fromEntries(values);
};

/** Where nothing is encoded there is nothing to decode: most queries. */
const plainPairs = (query: string): [string, string][] =>
  (query.startsWith('?') ? query.slice(1) : query)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    });
