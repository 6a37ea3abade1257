/** A text that is not written as its style asks for. Thrown where it is read, caught where its place is known. */
export class Unreadable extends Error {}

/** Percent-encoded UTF-8, and nothing that would have to be guessed. */
export const decodePercent = (raw: string): string => {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new Unreadable('is not percent-encoded UTF-8');
  }
};

/** In a query and in a form a plus is a space. */
export const decodeQuery = (raw: string): string =>
  decodePercent(raw.includes('+') ? raw.replaceAll('+', ' ') : raw);

/** Many clients write cookies as they come: what is not encoded stands for itself. */
export const decodeCookie = (raw: string): string => {
  try {
    return decodePercent(raw);
  } catch {
    return raw;
  }
};
