import type { FlowText } from '../document/flow-text.ts';
import { linesOf } from '../document/place-at.ts';

/** A step as it is written. */
export const textOfStep = (flow: FlowText, place: string): string => {
  const lines = linesOf(flow, place);
  if (lines === null) return '';
  const [from, to] = lines;
  const found = flow.text.split('\n').slice(from - 1, to);
  const indent = Math.min(...found.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return found.map((line) => line.slice(indent)).join('\n');
};
