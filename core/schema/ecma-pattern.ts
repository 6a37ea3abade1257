/** ECMAScript's regular expressions in the words of RE2, where these differ and can be had. */

/** White space as ECMAScript counts it; RE2's `\s` knows ASCII only. */
const space =
  '\\t\\n\\x0b\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** Unicode's long names of general categories. */
const categories: Readonly<Record<string, string>> = {
  ...{
    Letter: 'L',
    Cased_Letter: 'LC',
    Uppercase_Letter: 'Lu',
    Lowercase_Letter: 'Ll',
    Titlecase_Letter: 'Lt',
  },
  ...{ Modifier_Letter: 'Lm', Other_Letter: 'Lo', Mark: 'M', Nonspacing_Mark: 'Mn', Spacing_Mark: 'Mc' },
  ...{ Enclosing_Mark: 'Me', Number: 'N', Decimal_Number: 'Nd', digit: 'Nd', Letter_Number: 'Nl' },
  ...{
    Other_Number: 'No',
    Punctuation: 'P',
    punct: 'P',
    Connector_Punctuation: 'Pc',
    Dash_Punctuation: 'Pd',
  },
  ...{ Open_Punctuation: 'Ps', Close_Punctuation: 'Pe', Initial_Punctuation: 'Pi', Final_Punctuation: 'Pf' },
  ...{
    Other_Punctuation: 'Po',
    Symbol: 'S',
    Math_Symbol: 'Sm',
    Currency_Symbol: 'Sc',
    Modifier_Symbol: 'Sk',
  },
  ...{ Other_Symbol: 'So', Separator: 'Z', Space_Separator: 'Zs', Line_Separator: 'Zl' },
  ...{
    Paragraph_Separator: 'Zp',
    Other: 'C',
    Control: 'Cc',
    Format: 'Cf',
    Surrogate: 'Cs',
    Private_Use: 'Co',
  },
};

const unicodeName = (name: string): string => {
  const bare = name.replace(/^(General_Category|gc|Script|sc|Script_Extensions|scx)=/, '');
  return Object.hasOwn(categories, bare) ? (categories[bare] ?? bare) : bare;
};

/** One escape, from its backslash on. */
const escape = /\\(?:[pP]\{([^{}]*)\}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|c[a-zA-Z]|[^])/y;

export const ecmaToRe2 = (source: string): string => {
  let text = '';
  let inClass = false;
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at);
    if (character === '\\') {
      escape.lastIndex = at;
      const [found = character, name] = escape.exec(source) ?? [];
      text += escaped(found, name, inClass);
      at += found.length - 1;
      continue;
    }
    if (character === '[' && !inClass) inClass = true;
    else if (character === ']' && inClass) inClass = false;
    // In a class `[` is a plain character; RE2 would read `[:` as the beginning of a name.
    else if (character === '[') {
      text += '\\[';
      continue;
    }
    text += character;
  }
  return text;
};

const escaped = (found: string, name: string | undefined, inClass: boolean): string => {
  if (name !== undefined) return `${found.slice(0, 2)}{${unicodeName(name)}}`;
  if (found === '\\s') return inClass ? space : `[${space}]`;
  if (found === '\\S') return inClass ? found : `[^${space}]`;
  if (found === '\\v') return '\\x0b';
  if (found === '\\0') return '\\x00';
  return found;
};
