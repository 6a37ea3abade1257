/**
 * Signs that a reader does not see, or that make a text look like another one: controls but for tab and line break,
 * marks of direction, spaces of no width, and the tag characters in which whole sentences hide from people and not
 * from models.
 */
const unseen =
  /(?![\t\n\r])[\p{Cc}\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

export const holdsUnseen = (text: string): boolean => text.search(unseen) >= 0;

export const withoutUnseen = (text: string): string => text.replace(unseen, '').toWellFormed();

/** For a line of a log or a message: short and in one line. */
export const plainWords = (text: string, length = 300): string =>
  withoutUnseen(text).replace(/\s+/g, ' ').trim().slice(0, length);

/** With what is hidden made visible, for whoever has to judge it. */
export const shownUnseen = (text: string): string =>
  text.replace(
    unseen,
    (sign) => `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
