const [quote, backslash] = [34, 92];

/** The place of the quote that ends the string which begins at `at`; the end of the text where there is none. */
export const endOfString = (text: string, at: number): number => {
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === quote) break;
    end += code === backslash ? 2 : 1;
  }
  return end;
};
