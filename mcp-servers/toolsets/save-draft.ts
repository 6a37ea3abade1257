import { HubError } from '../../core/errors.ts';
import { instantText } from '../../core/instant-text.ts';
import type { Tx } from '../../platform/db/open.ts';
import { contentSchema, toolsetLimits, type ToolsetContent } from './content.ts';
import { holdToolset, writeDraft, type NewDraft } from './store-toolsets.ts';

export interface DraftSave {
  readonly name: string;
  readonly title: string;
  readonly content: ToolsetContent;
  /** The draft that it was made from; whichever there is when left out. */
  readonly basedOn: number | undefined;
  readonly by: string;
  readonly byName: string;
}

/** One text for the same content, so that drafts and versions can be compared. */
const contentText = (content: ToolsetContent): string => {
  const text = JSON.stringify(contentSchema.parse(content)).replaceAll('\\u0000', '');
  if (text.length <= toolsetLimits.bytes) return text;
  throw new HubError(
    'body_too_large',
    `The toolset has ${text.length} characters; it may have ${toolsetLimits.bytes}. Make two of it.`,
  );
};

export const rowOf = (save: Omit<DraftSave, 'basedOn'>): NewDraft => {
  const { name, title, content, by, byName } = save;
  const { mode, tools } = content;
  return { name, title, mode, tools: tools.length, text: contentText(content), by, byName };
};

/** Writes a draft over the one that it was made from, and over no other. False: it was the same. */
export const saveDraft = async (tx: Tx, spaceId: string, save: DraftSave): Promise<boolean> => {
  const { name, basedOn } = save;
  const before = await holdToolset(tx, spaceId, name);
  const row = rowOf(save);
  if (before.text === row.text && before.title === row.title) return false;
  if (basedOn !== undefined && before.fence !== basedOn) {
    const { fence, savedBy, savedByName } = before;
    const details = { fence, savedBy, savedByName, savedAt: instantText(before.savedAt) };
    throw new HubError(
      'conflict',
      `${savedByName === '' ? 'Somebody' : savedByName} saved "${name}" at ${details.savedAt}, after the draft that this was made from (${basedOn}). Look at theirs; to write over it, save with basedOn ${fence}.`,
      { details },
    );
  }
  await writeDraft(tx, spaceId, row);
  return true;
};
