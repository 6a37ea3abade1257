import type { Trial } from '../engine/trial.ts';
import { flowInvalid } from '../flow-invalid.ts';
import type { FlowResources } from './open-resources.ts';
import type { Resource } from './resource.ts';

/** What a run of a draft keeps, so that it goes on as it began: the text, and what was fetched for it. */
export interface KeptDraft {
  readonly text: string;
  readonly resources: readonly Resource[];
  /** What was other than the text says, where the run was a trial of it. */
  readonly trial?: Trial;
}

/** A draft takes what stands at its addresses now. */
export const fetchDraft = async (
  elsewhere: FlowResources,
  spaceId: string,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<KeptDraft> => {
  const { reading, resources } = await elsewhere.read(spaceId, text, 'check');
  if (reading.document === null) throw flowInvalid(name, reading.problems);
  return { text, resources };
};

/** No text of a flow begins with it: YAML takes no control characters. */
const sign = '\u0001';

export const keepDraft = (draft: KeptDraft): string =>
  draft.resources.length === 0 && draft.trial === undefined ? draft.text : sign + JSON.stringify(draft);

export const isFetched = (kept: string): boolean => kept.startsWith(sign);

export const readKeptDraft = (kept: string): KeptDraft =>
  isFetched(kept) ? (JSON.parse(kept.slice(sign.length)) as KeptDraft) : { text: kept, resources: [] };
