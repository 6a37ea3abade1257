import { endOfString } from './json-string-end.ts';

const [quote, colon] = [34, 58];

/** How many keys the text of a valid JSON document holds; the same key twice counts twice. */
export const countJsonKeys = (text: string): number => {
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === colon) keys++;
  }
  return keys;
};
