import { nodeAt } from './node-at.ts';
import type { Block } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';

/** The innermost step at a line, and null outside of all. Lines begin at 1. */
export const stepAtLine = (flow: FlowText, line: number): string | null => {
  let found: string | null = null;
  let blocks: readonly Block[] = [flow.shape.main];
  const from = offsetOfLine(flow.text, line);
  const end = flow.text.indexOf('\n', from);
  const to = end < 0 ? flow.text.length : end;
  while (blocks.length > 0) {
    const steps = blocks.flatMap((block) => block.steps);
    // Of two steps that share a line the last one is the one that was reached.
    const here = steps.findLast(({ place }) => {
      const [start, behind] = extentOf(flow, place) ?? [Infinity, -1];
      return start <= to && behind >= from;
    });
    if (here === undefined) break;
    found = here.place;
    blocks = here.inner.map(({ block }) => block);
  }
  return found;
};

/** First and last line of a step. */
export const linesOf = (flow: FlowText, place: string): readonly [from: number, to: number] | null => {
  const extent = extentOf(flow, place);
  return extent === null ? null : [lineAt(flow.text, extent[0]), lineAt(flow.text, extent[1])];
};

const extentOf = (flow: FlowText, place: string): readonly [from: number, to: number] | null => {
  const found = nodeAt(flow, place);
  if (found === null) return null;
  const { node, entry } = found;
  return [entry?.head ?? node.start, node.end];
};

const offsetOfLine = (text: string, line: number): number => {
  let at = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
};

const lineAt = (text: string, offset: number): number => {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
};
