import { HubError } from '../../../core/errors.ts';

/** The regular expression for `*.example.com`, `api?.{dev,test}.example.com`, `[a-c].example.com`. */
export const globPattern = (glob: string, path: string): string => {
  const invalid = (why: string): HubError =>
    new HubError('input_invalid', `"${path}": ${why}.`, { problems: [{ path, message: why }] });
  let source = '';
  let alternatives = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const letter = glob[at] as string;
    if (letter === '*') source += '[^/]*';
    else if (letter === '?') source += '[^/]';
    else if (letter === '{') {
      alternatives += 1;
      source += '(?:';
    } else if (letter === '}' && alternatives > 0) {
      alternatives -= 1;
      source += ')';
    } else if (letter === ',' && alternatives > 0) source += '|';
    else if (letter === '[') {
      const end = glob.indexOf(']', at + 2);
      if (end === -1) throw invalid('a "[" has no "]" that ends it');
      const inside = glob.slice(at + 1, end);
      if (!/^!?[\w.-]+$/.test(inside)) throw invalid(`"[${inside}]" holds more than letters, digits and "-"`);
      source += `[${inside.startsWith('!') ? `^${inside.slice(1)}` : inside}]`;
      at = end;
    } else if (letter === '(' || letter === '!' || letter === '#')
      throw invalid(`"${letter}" cannot stand in a pattern of hosts; for "not" there is a condition`);
    else source += /\w/.test(letter) ? letter : `\\${letter}`;
  }
  if (alternatives > 0) throw invalid('a "{" has no "}" that ends it');
  return `^${source}$`;
};
