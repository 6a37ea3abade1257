import { HubError } from '../../../../core/errors.ts';

/** The small part of JavaScript that expressions of express-gateway are mostly made of. */
export type Js =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly of: Js; readonly key: Js; readonly optional: boolean }
  | { readonly kind: 'call'; readonly of: Js; readonly arguments: readonly Js[] }
  | { readonly kind: 'list'; readonly items: readonly Js[] }
  | { readonly kind: 'not'; readonly of: Js }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Js; readonly right: Js }
  | { readonly kind: 'choice'; readonly test: Js; readonly then: Js; readonly otherwise: Js }
  | { readonly kind: 'template'; readonly parts: readonly (string | Js)[] };

/** What cannot be translated, in words that follow "because". */
export const notTaken = (reason: string): HubError => new HubError('import_failed', reason);

type Token = { readonly kind: 'text' | 'number' | 'name' | 'sign' | 'end'; readonly text: string };

const pattern =
  /\s+|(?<name>[A-Za-z_$][\w$]*)|(?<number>\d+(?:\.\d+)?)|(?<text>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<template>`(?:[^`\\]|\\.)*`)|(?<sign>===|!==|==|!=|<=|>=|&&|\|\||\?\?|\?\.|[!<>+\-().,[\]?:;])/y;

interface Tokens {
  readonly list: readonly (Token | { readonly kind: 'template'; readonly text: string })[];
}

const tokensOf = (source: string): Tokens => {
  const list: Tokens['list'][number][] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(source)?.groups;
    if (groups === undefined)
      throw notTaken(`"${source.slice(at, at + 20)}" is more JavaScript than can be translated`);
    const found = Object.entries(groups).find(([, text]) => text !== undefined);
    if (found === undefined) continue;
    const [kind, text] = found as [Token['kind'], string];
    list.push({ kind, text });
  }
  return { list: [...list, { kind: 'end', text: '' }] };
};

const longest = 5_000;
const deepest = 100;

/** One expression; a semicolon may end it. Throws `import_failed` where it is anything else. */
export const parseJavaScript = (source: string): Js => {
  if (source.length > longest) throw notTaken(`it is longer than ${longest} characters`);
  return openParser(tokensOf(source)).whole();
};

const binding: Readonly<Record<string, number>> = {
  ...{ '??': 1, '||': 1, '&&': 2, '===': 3, '!==': 3, '==': 3, '!=': 3 },
  ...{ '<': 4, '>': 4, '<=': 4, '>=': 4, '+': 5 },
};

const openParser = ({ list }: Tokens): { whole(): Js } => {
  let at = 0;
  let depth = 0;
  const peek = (): string => (list[at]?.kind === 'sign' ? (list[at]?.text ?? '') : '');
  const take = (sign: string): boolean => {
    if (peek() !== sign) return false;
    at += 1;
    return true;
  };
  const need = (sign: string): void => {
    if (!take(sign)) throw notTaken(`"${sign}" is missing before "${list[at]?.text ?? ''}"`);
  };

  const expression = (): Js => {
    depth += 1;
    if (depth > deepest) throw notTaken('it is nested too deeply');
    const test = binary(1);
    let made = test;
    if (take('?')) {
      const then = expression();
      need(':');
      made = { kind: 'choice', test, then, otherwise: expression() };
    }
    depth -= 1;
    return made;
  };

  const binary = (least: number): Js => {
    let left = unary();
    for (;;) {
      const operator = peek();
      const strength = Object.hasOwn(binding, operator) ? (binding[operator] ?? 0) : 0;
      if (strength < least) return left;
      at += 1;
      left = { kind: 'binary', operator, left, right: binary(strength + 1) };
    }
  };

  const unary = (): Js => {
    if (take('!')) {
      depth += 1;
      if (depth > deepest) throw notTaken('it is nested too deeply');
      const of = unary();
      depth -= 1;
      return { kind: 'not', of };
    }
    if (take('-')) {
      const token = list[at];
      if (token?.kind !== 'number') throw notTaken('"-" stands before numbers only');
      at += 1;
      return { kind: 'literal', value: -Number(token.text) };
    }
    return postfix(primary());
  };

  const postfix = (start: Js): Js => {
    let of = start;
    for (;;) {
      if (take('.') || peek() === '?.') {
        const optional = take('?.');
        const token = list[at];
        if (token?.kind !== 'name') throw notTaken('a name is missing behind "."');
        at += 1;
        of = { kind: 'member', of, key: { kind: 'literal', value: token.text }, optional };
      } else if (take('[')) {
        const key = expression();
        need(']');
        of = { kind: 'member', of, key, optional: false };
      } else if (take('(')) of = { kind: 'call', of, arguments: items(')') };
      else return of;
    }
  };

  const items = (end: string): Js[] => {
    const found: Js[] = [];
    if (take(end)) return found;
    do found.push(expression());
    while (take(','));
    need(end);
    return found;
  };

  const primary = (): Js => {
    const token = list[at];
    at += 1;
    switch (token?.kind) {
      case 'number':
        return { kind: 'literal', value: Number(token.text) };
      case 'text':
        return { kind: 'literal', value: unquoted(token.text) };
      case 'template':
        return { kind: 'template', parts: splitTemplate(unquoted(token.text)) };
      case 'name':
        return named(token.text);
      default:
    }
    if (token?.text === '(') {
      const inner = expression();
      need(')');
      return inner;
    }
    if (token?.text === '[') return { kind: 'list', items: items(']') };
    throw notTaken(
      token?.kind === 'end' ? 'it ends in the middle' : `"${token?.text ?? ''}" is not expected there`,
    );
  };

  return {
    whole: () => {
      const made = expression();
      take(';');
      if (list[at]?.kind !== 'end')
        throw notTaken(`"${list[at]?.text ?? ''}" is more JavaScript than can be translated`);
      return made;
    },
  };
};

const named = (name: string): Js => {
  if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
  if (name === 'null') return { kind: 'literal', value: null };
  return { kind: 'name', name };
};

const unquoted = (text: string): string => unescaped(text.slice(1, -1));

const signs: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

const unescaped = (text: string): string =>
  text.replace(/\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^])/g, (code) =>
    code.length > 2
      ? String.fromCharCode(parseInt(code.slice(2), 16))
      : (signs[code.slice(1)] ?? code.slice(1)),
  );

/** The plain pieces and the expressions of a text such as `limit-${consumer.id}`. */
export const splitTemplate = (text: string): readonly (string | Js)[] => {
  const parts: (string | Js)[] = [];
  let from = 0;
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', from)) {
    const end = text.indexOf('}', start);
    if (end < 0) throw notTaken('a "${" has no "}" that ends it');
    if (start > from) parts.push(text.slice(from, start));
    parts.push(parseJavaScript(text.slice(start + 2, end)));
    from = end + 1;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
};
