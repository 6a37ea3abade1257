import fc from 'fast-check';
import { stringify } from 'yaml';
import { readFlowText, type FlowText } from '../../admin-ui/src/editor/document/flow-text.ts';
import { filesIn, ours, standard } from './flow-documents.ts';
import { flowTexts } from './random-flows.ts';
import { textOf } from './sources.ts';

/** Texts of flows as many hands write them: to be edited. */

const library = 'flows/library';

export const publishedFlows: readonly { readonly name: string; readonly text: string }[] = [
  `${standard}/examples`,
  library,
  ours,
].flatMap((folder) =>
  filesIn(folder, '.yaml').map((file) => ({ name: file, text: textOf(`${folder}/${file}`) })),
);

export const flowOf = (text: string): FlowText => {
  const read = readFlowText(text);
  if (!('shape' in read)) throw new Error(`line ${read.line}: ${read.message}\n${text}`);
  return read;
};

export interface Hand {
  readonly style: 'block' | 'tight' | 'pretty' | 'published';
  readonly indent: number;
  readonly dashesIndented: boolean;
  readonly carriageReturns: boolean;
  readonly lastLineEnds: boolean;
  readonly blankBetween: boolean;
  /** Comments at some of the lines. */
  readonly above: readonly number[];
  readonly behind: readonly number[];
}

const hands: fc.Arbitrary<Hand> = fc.record({
  style: fc.constantFrom('block', 'block', 'block', 'published', 'tight', 'pretty'),
  indent: fc.constantFrom(2, 2, 4),
  dashesIndented: fc.boolean(),
  carriageReturns: fc.boolean(),
  lastLineEnds: fc.boolean(),
  blankBetween: fc.boolean(),
  above: fc.array(fc.nat(400), { maxLength: 6 }),
  behind: fc.array(fc.nat(400), { maxLength: 6 }),
});

/** A flow of chance or a published one, in somebody's hand. */
export const writtenFlows: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(flowTexts, fc.constantFrom(...publishedFlows.map(({ text }) => text))), hands)
  .map(([text, hand]) => writtenBy(text, hand));

const writtenBy = (text: string, hand: Hand): string => {
  const { plain } = flowOf(text);
  if (hand.style === 'tight') return JSON.stringify(plain);
  if (hand.style === 'pretty') return `${JSON.stringify(plain, null, hand.indent)}\n`;
  const isPublished = hand.style === 'published' && !text.startsWith('{');
  const made = isPublished
    ? text
    : stringify(plain, {
        indent: hand.indent,
        indentSeq: hand.dashesIndented,
        lineWidth: 0,
        aliasDuplicateObjects: false,
      });
  const lines = withComments(made, hand);
  const ended = hand.lastLineEnds ? `${lines}\n` : lines;
  return hand.carriageReturns ? ended.replaceAll('\n', '\r\n') : ended;
};

const withComments = (text: string, hand: Hand): string => {
  const lines = text.trimEnd().split('\n');
  const places = markable(text, lines.length);
  const above = new Set(hand.above.map((at) => places[at % Math.max(1, places.length)]));
  const behind = new Set(hand.behind.map((at) => places[at % Math.max(1, places.length)]));
  return lines
    .map((line, at) => {
      const pad = /^ */.exec(line)?.[0] ?? '';
      const isStep = hand.blankBetween && places.includes(at) && /^ {0,4}- \w+:$/.test(line) && at > 5;
      const comment = above.has(at) ? `${pad}# c${at}a\n` : '';
      return `${isStep ? '\n' : ''}${comment}${line}${behind.has(at) ? ` # c${at}b` : ''}`;
    })
    .join('\n');
};

/** Lines that a comment can stand above and behind: where a field or an item begins, and ends in its line or has others below. */
const markable = (text: string, count: number): readonly number[] => {
  const { root } = flowOf(text);
  const starts: number[] = [];
  const inside = new Set<number>();
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const waiting = [root];
  for (let node = waiting.pop(); node != null; node = waiting.pop()) {
    const isFlow = (node.kind === 'list' || node.kind === 'map') && node.flow;
    if (node.kind === 'scalar' || isFlow) {
      const [from, to] = [lineAt(node.start), lineAt(node.end)];
      for (let line = from; line <= to && to > from; line += 1) inside.add(line);
    }
    if (isFlow) continue;
    if (node.kind === 'list') {
      for (const { head, node: one } of node.items) {
        starts.push(lineAt(head));
        waiting.push(one);
      }
    } else if (node.kind === 'map') {
      for (const { head, value } of node.entries) {
        starts.push(lineAt(head));
        waiting.push(value);
      }
    }
  }
  return [...new Set(starts)].filter((line) => !inside.has(line) && line < count);
};

export const commentsIn = (text: string): readonly string[] =>
  [...text.matchAll(/# c\d+[ab]/g)].map(([comment]) => comment);

/** Any of a list, chosen by a number. */
export const chosenBy = <T>(list: readonly T[], number: number): T | undefined =>
  list.length === 0 ? undefined : list[number % list.length];
