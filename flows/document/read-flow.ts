import type { LookUp } from './elsewhere.ts';
import type { FlowReading } from './read-text.ts';

export type { FlowReading } from './read-text.ts';

/** Reads a flow's text. What reads documents is loaded with the first one: runs have no need of it. */
export const readFlow = async (text: string, lookUp?: LookUp): Promise<FlowReading> => {
  const { readText } = await import('./read-text.ts');
  return readText(text, lookUp);
};
