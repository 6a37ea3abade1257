/**
 * Texts of others for a model: without control characters, without what nobody sees but a model reads (direction marks,
 * tags), and without the simple markup that fills descriptions of APIs.
 */
export const plainText = (text: string, most: number): string => {
  const plain = text
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu, (sign) =>
      sign === '\n' || sign === '\t' ? sign : '',
    )
    .replace(/<\/?(?:b|i|em|strong|span|a)(?:\s[^<>]{0,500})?>/gi, '')
    .replace(/<\/?(?:p|br|ul|ol|div)(?:\s[^<>]{0,500})?\/?>/gi, ' ')
    .replace(/<li(?:\s[^<>]{0,500})?>/gi, '\n- ')
    .replace(/<\/li>/gi, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?(?:\n ?)*/g, (breaks) => (breaks.split('\n').length > 2 ? '\n\n' : '\n'))
    .trim()
    .toWellFormed();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).toWellFormed()}…`;
};
