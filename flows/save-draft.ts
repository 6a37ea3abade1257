import { instantText } from '../core/instant-text.ts';
import { HubError } from '../core/errors.ts';
import type { Tx } from '../platform/db/open.ts';
import { addFlow, holdDraft, noFlow, writeDraft, type NewDraft } from './store-flows.ts';

export type Outcome = 'created' | 'changed' | 'unchanged';

export interface DraftSave extends NewDraft {
  /** The draft that the text was made from, 0 for a new flow; whichever there is when left out. */
  readonly basedOn: number | undefined;
}

/** Writes a draft over the one that it was made from, and over no other. */
export const saveDraft = async (tx: Tx, spaceId: string, save: DraftSave): Promise<Outcome> => {
  const { name, headline } = save;
  const before = await holdDraft(tx, spaceId, name);
  if (before === undefined) {
    if ((save.basedOn ?? 0) > 0 || headline === null) throw noFlow(name);
    if (await addFlow(tx, spaceId, { ...save, headline })) return 'created';
    return saveDraft(tx, spaceId, save);
  }
  if (before.text === save.text) return 'unchanged';
  if (save.basedOn !== undefined && before.fence !== save.basedOn) throw otherDraft(save, before);
  await writeDraft(tx, spaceId, save);
  return 'changed';
};

type Held = Exclude<Awaited<ReturnType<typeof holdDraft>>, undefined>;

const otherDraft = (
  { name, basedOn }: DraftSave,
  { fence, savedBy, savedByName, savedAt }: Held,
): HubError => {
  const details = { fence, savedBy, savedByName, savedAt: instantText(savedAt) };
  if (basedOn === 0)
    return new HubError(
      'already_exists',
      `There is a flow "${name}" already. To change it, name its draft: basedOn ${fence}.`,
      { details },
    );
  return new HubError(
    'conflict',
    `${savedByName === '' ? 'Somebody' : savedByName} saved "${name}" at ${details.savedAt}, after the draft that this was made from (${basedOn}). Look at theirs; to write over it, save with basedOn ${fence}.`,
    { details },
  );
};
