import { taskFault } from '../../engine/fault.ts';

export interface ProtoTokens {
  /** The next token, without taking it; '' at the end. */
  peek(): string;
  take(): string;
  /** Takes what must stand here. */
  expect(token: string): void;
  /** Takes it when it stands here. */
  skip(token: string): boolean;
  /** A name, perhaps with dots in it. */
  name(): string;
  number(): number;
  /** The text of a string, its pieces put together. */
  text(): string;
  fail(expected: string): Error;
}

const pattern =
  /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|("(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*')|(\.?[A-Za-z_][\w.]*)|((?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+))|([^\s])/gy;

const mostTokens = 200_000;

/** The words of a `.proto` file. */
export const readTokens = (source: string, file: string): ProtoTokens => {
  const tokens: string[] = [];
  const lines: number[] = [];
  let line = 1;
  for (const match of source.matchAll(pattern)) {
    const [whole, ...kinds] = match;
    const token = kinds.find((kind) => kind !== undefined);
    if (token !== undefined) {
      tokens.push(token);
      lines.push(line);
      if (tokens.length > mostTokens)
        throw taskFault(
          'configuration',
          `${file} has more than ${mostTokens} words, which is too much for a service.`,
        );
    }
    for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) line++;
  }
  let at = 0;
  const fail = (expected: string): Error => {
    const found = tokens[at];
    return taskFault(
      'configuration',
      `${file}, line ${lines[at] ?? line}: ${expected} was expected, and ${found === undefined ? 'the file ends' : `"${found.slice(0, 60)}" stands there`}.`,
    );
  };
  const peek = (): string => tokens[at] ?? '';
  const take = (): string => {
    const token = tokens[at];
    if (token === undefined) throw fail('more');
    at++;
    return token;
  };
  const skip = (token: string): boolean => {
    if (tokens[at] !== token) return false;
    at++;
    return true;
  };
  return {
    ...{ peek, take, skip, fail },
    expect: (token) => {
      if (!skip(token)) throw fail(`"${token}"`);
    },
    name: () => {
      if (!/^\.?[A-Za-z_]/.test(peek())) throw fail('a name');
      return take();
    },
    number: () => {
      const sign = skip('-') ? -1 : 1;
      if (!/^[\d.]/.test(peek())) throw fail('a number');
      const token = take();
      return sign * (/^0\d+$/.test(token) ? parseInt(token, 8) : Number(token));
    },
    text: () => {
      if (!/^["']/.test(peek())) throw fail('a text in quotes');
      let text = '';
      while (/^["']/.test(peek())) text += take().slice(1, -1);
      return text;
    },
  };
};
