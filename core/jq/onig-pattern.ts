/** Oniguruma's regular expressions, which jq has, in the words of RE2, where these differ and can be had. */

const classes: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{M}\\p{N}\\p{Pc}',
  s: '\\t\\n\\x0b\\f\\r \\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}',
  h: '0-9a-fA-F',
};

/** RE2 knows these names of classes for ASCII only. */
const named: Readonly<Record<string, string>> = {
  ...{ alpha: '\\p{L}\\p{M}', digit: '\\p{Nd}', alnum: '\\p{L}\\p{M}\\p{Nd}', word: classes['w'] ?? '' },
  ...{ upper: '\\p{Lu}', lower: '\\p{Ll}', punct: '\\p{P}\\p{S}', space: classes['s'] ?? '' },
};

/** In an extended pattern, white space and comments outside of classes count for nothing. */
export const onigToRe2 = (source: string, extended: boolean): string => {
  let text = '';
  let inClass = 0;
  for (let at = 0; at < source.length; at += 1) {
    const sign = source.charAt(at);
    if (sign === '\\') {
      at += 1;
      text += escaped(source.charAt(at), inClass > 0);
    } else if (inClass > 0 && source.startsWith('[:', at)) {
      const end = source.indexOf(':]', at);
      const name = source.slice(at + 2, Math.max(end, at + 2));
      const members = Object.hasOwn(named, name) ? named[name] : undefined;
      text += members ?? source.slice(at, end < 0 ? at + 1 : end + 2);
      at = end < 0 ? at : end + 1;
    } else if (extended && inClass === 0 && /\s/.test(sign)) continue;
    else if (extended && inClass === 0 && sign === '#') {
      const end = source.indexOf('\n', at);
      at = end < 0 ? source.length : end;
    } else {
      if (sign === '[') inClass += 1;
      if (sign === ']' && inClass > 0) inClass -= 1;
      text += sign;
    }
  }
  return text;
};

const escaped = (letter: string, inClass: boolean): string => {
  const lower = letter.toLowerCase();
  const members = Object.hasOwn(classes, lower) ? classes[lower] : undefined;
  if (members !== undefined && letter === lower) return inClass ? members : `[${members}]`;
  if (members !== undefined && !inClass) return `[^${members}]`;
  if (letter === 'Z') return '\\z';
  if (letter === 'e') return '\\x1b';
  if (letter === 'R') return '(?:\\r\\n|[\\n\\x0b\\f\\r\\x{85}\\x{2028}\\x{2029}])';
  return /[a-zA-Z0-9]/.test(letter) || !/[^\x20-\x7e]/.test(letter) ? `\\${letter}` : letter;
};
