import type { YamlNode } from '../../yaml/yaml-node.ts';
import type { FlowText } from './flow-text.ts';
import { columnOf, isFirstInLine, lineStart } from './text-splices.ts';

/** How a text is written, for what is added to it. */
export interface TextStyle {
  readonly newline: '\n' | '\r\n';
  /** How much further what belongs to a name stands. */
  readonly step: number;
  /** How much further the dashes of a list stand than its name. */
  readonly dash: number;
  /** Expressions stand in quotes where they need none, too. */
  readonly quoted: boolean;
  /** `{ a: 1 }` instead of `{a: 1}`. */
  readonly padded: boolean;
  /** `[ 1 ]` instead of `[1]`. */
  readonly paddedList: boolean;
  /** All names are in double quotes, as in JSON. */
  readonly json: boolean;
  /** `{"a":1}` without spaces. */
  readonly tight: boolean;
  /** JSON in lines of its own. */
  readonly pretty: boolean;
}

/** Enough to know the hand of who wrote it. */
const enough = 400;

export const styleOf = ({ text, root }: FlowText): TextStyle => {
  const steps = new Tally<number>();
  const dashes = new Tally<number>();
  const quoted = new Tally<boolean>();
  const padded = new Tally<boolean>();
  const paddedList = new Tally<boolean>();
  const tight = new Tally<boolean>();
  const waiting: YamlNode[] = root === null ? [] : [root];
  for (let seen = 0; seen < enough; seen += 1) {
    const node = waiting.shift();
    if (node === undefined) break;
    if (node.kind === 'scalar' && node.text.startsWith('${')) quoted.add(node.style !== 'plain');
    if (node.kind === 'list') {
      if (node.flow && node.items.length > 0) paddedList.add(text[node.start + 1] === ' ');
      waiting.push(...node.items.map((item) => item.node));
    }
    if (node.kind !== 'map') continue;
    const [first] = node.entries;
    if (node.flow && first !== undefined) {
      const line = lineStart(text, node.start);
      padded.add(text[node.start + 1] === ' ');
      if (isFirstInLine(text, first.head))
        steps.add(columnOf(text, first.head) - (/^ */.exec(text.slice(line, node.start))?.[0].length ?? 0));
    }
    for (const { head, key, colon, value } of node.entries) {
      waiting.push(value);
      if (node.flow && colon >= 0 && value.end > value.start) tight.add(text[colon + 1] !== ' ');
      if (node.flow || key.kind !== 'scalar') continue;
      if (value.kind === 'map' && !value.flow && isFirstInLine(text, value.start))
        steps.add(columnOf(text, value.start) - columnOf(text, head));
      if (value.kind === 'list' && !value.flow && isFirstInLine(text, value.start))
        dashes.add(columnOf(text, value.start) - columnOf(text, head));
    }
  }
  const json = root?.kind === 'map' && root.flow && root.entries.every(({ key }) => isJsonKey(key));
  const step = Math.max(1, steps.most() ?? 2);
  return {
    newline: /\r\n/.test(text.slice(0, text.indexOf('\n') + 1)) ? '\r\n' : '\n',
    step,
    dash: dashes.most() ?? step,
    quoted: quoted.most() ?? true,
    padded: padded.most() ?? !json,
    paddedList: paddedList.most() ?? false,
    json,
    tight: json && (tight.most() ?? false),
    pretty: json && text.trim().includes('\n'),
  };
};

const isJsonKey = (key: YamlNode): boolean => key.kind === 'scalar' && key.style === 'double';

class Tally<T> {
  readonly #counts = new Map<T, number>();

  add(value: T): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  most(): T | undefined {
    let best: T | undefined;
    for (const [value, count] of this.#counts) {
      if (best === undefined || count > (this.#counts.get(best) ?? 0)) best = value;
    }
    return best;
  }
}
