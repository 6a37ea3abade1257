/**
 * The text of a document, whatever it was saved as. A byte order mark decides; without one, a zero beside the first
 * character gives UTF-16 away, since every document begins with a character of ASCII.
 */
export const decodeText = (bytes: Uint8Array): { readonly text: string; readonly note?: string } => {
  const encoding = encodingOf(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    const note = `The text is not valid ${encoding.toUpperCase()}; it was read as Windows-1252. Save it as UTF-8.`;
    return { text: new TextDecoder('windows-1252').decode(bytes), note };
  }
};

const encodingOf = ([first, second]: Uint8Array): string => {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== 0) return 'utf-16be';
  return second === 0 && first !== 0 ? 'utf-16le' : 'utf-8';
};
