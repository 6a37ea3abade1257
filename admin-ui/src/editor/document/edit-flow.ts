import type { Changed, Words } from '../flow-editor.ts';
import { readFlowText, type FlowText } from './flow-text.ts';
import type { Origins } from './origins.ts';
import { rewrite } from './rewrite.ts';
import { sameData } from './same-data.ts';
import { writeOut } from './write-out.ts';

/** What an edit makes of a document: as plain data, of the same objects where nothing is different. */
export type Turn = (flow: FlowText) => unknown;

export interface Told {
  readonly chosen?: readonly string[];
  readonly notes?: readonly Words[];
  /** Where what comes from another text is written there. */
  readonly foreign?: Origins;
}

/**
 * One turn after the other. What comes out is read again before anybody gets it: an edit that does not say what it was
 * meant to say is none.
 */
export const editFlow = (flow: FlowText, turns: readonly Turn[], told: Told = {}): Changed => {
  let now = flow;
  for (const turn of turns) {
    const next = turn(now);
    if (next === now.plain) continue;
    const made = next === undefined ? null : written(now, next, told.foreign);
    if (made === null) return refuse(flow, { key: 'editor.document.unsure' });
    now = made;
  }
  const { chosen, notes = [] } = told;
  return {
    text: now.text,
    flow: now,
    ...(chosen !== undefined && { chosen }),
    ...(notes.length > 0 && { notes }),
  };
};

export const refuse = ({ text }: FlowText, refused: Words): Changed => ({ text, refused });

const written = (flow: FlowText, next: unknown, foreign?: Origins): FlowText | null => {
  const made = tried(flow, next, foreign);
  if (made !== null || !flow.aliased) return made;
  // What an alias stands for is something else now, or is gone: it says itself what it stood for.
  for (const which of ['touched', 'all'] as const) {
    const apart = writeOut(flow, next, which);
    const again = apart === null ? null : tried(apart, next, foreign);
    if (again !== null) return again;
  }
  return null;
};

const tried = (flow: FlowText, next: unknown, foreign?: Origins): FlowText | null => {
  const text = rewrite(flow, next, { foreign });
  if (text === null) return null;
  const read = readFlowText(text, flow);
  return 'shape' in read && sameData(read.plain, next) ? read : null;
};
