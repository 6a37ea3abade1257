/** Descriptions of APIs are often HTML; in a line of a list only the words count. What a model reads stays as it is. */
export const withoutMarkup = (text: string): string =>
  text
    .replace(/<\/?(?:b|i|em|strong|span|a|code)(?:\s[^<>]{0,500})?>/gi, '')
    .replace(/<\/?[a-z][^<>]{0,500}>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
