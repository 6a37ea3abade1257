import type { Program } from './engine/program.ts';
import type { KnownFlows } from './known-flows.ts';
import { readKeptDraft } from './resources/draft-text.ts';

export interface RunOfFlow {
  readonly spaceId: string;
  readonly flow: string;
  /** 0: a draft. */
  readonly version: number;
  readonly draft: string | null;
}

/** What was run as a draft is kept with the run; a run from before that knows only the draft of today. */
export const programOfRun = async (
  known: KnownFlows,
  { spaceId, flow, version, draft }: RunOfFlow,
): Promise<Program> => {
  if (draft === null) return (await known.get(spaceId, flow, version === 0 ? 'draft' : version)).program;
  const { loadProgram } = await import('./load-program.ts');
  return (await loadProgram(flow, readKeptDraft(draft))).program;
};
