import type { ConnectorPlan } from '../../core/connector.ts';
import { gatherFromText } from './gather.ts';
import { importDocument } from './import-document.ts';
import { applyOverlay } from './overlay/apply.ts';
import { readDocument } from './read-text.ts';
import { settlePlan } from './settle-plan.ts';

export interface DocumentSource {
  /** The document as it came, or what was gathered of several files. */
  readonly document: { readonly text: string | Uint8Array } | { readonly tree: unknown };
  /** An OpenAPI Overlay: JSON or YAML. */
  readonly overlay?: string;
  readonly url?: string;
  /** `METHOD /path` → name of the version before. */
  readonly names?: ReadonlyMap<string, string>;
  /** What gathering had to leave out. */
  readonly notes?: readonly string[];
}

/** From the text to the plan, with the overlay in between. Takes time and memory: see import-thread.ts. */
export const planDocument = (source: DocumentSource): ConnectorPlan => {
  const notes = [...(source.notes ?? [])];
  const tree = overlaidTree(source, notes);
  const plan = importDocument(tree, {
    ...(source.url === undefined ? {} : { url: source.url }),
    ...(source.names === undefined ? {} : { names: source.names }),
  });
  return settlePlan(notes.length === 0 ? plan : { ...plan, notes: [...notes, ...plan.notes] });
};

/** The document as a whole, and as its overlay changes it. */
export const overlaidTree = ({ document, overlay }: DocumentSource, notes: string[]): unknown => {
  const tree = 'tree' in document ? document.tree : alone(document.text, notes);
  if (overlay === undefined) return tree;
  const applied = applyOverlay(tree, readDocument(overlay, { name: 'the overlay', notes }));
  notes.push(...applied.notes);
  return applied.tree;
};

/** A document that came by itself: what it refers to elsewhere is listed, never fetched. */
const alone = (text: string | Uint8Array, notes: string[]): unknown => {
  const gathered = gatherFromText(text);
  notes.push(...gathered.notes);
  return gathered.tree;
};
