import { bundleFiles } from './bundle.ts';
import { gatherUrl, type UrlSource } from './gather-url.ts';
import { gatherZip, type ZipSource } from './gather-zip.ts';
import { splitReference, type Gathered, type Original } from './gathered.ts';
import { readDocument } from './read-text.ts';

/** The three ways a document comes, each ending in one tree. */

export const gatherFromUrl = (url: string, source: UrlSource): Promise<Gathered & Original> =>
  gatherUrl(url, source);

export const gatherFromZip = (
  bytes: Uint8Array,
  source: ZipSource = { name: 'the zip' },
): Gathered & Original => ({ ...gatherZip(bytes, source), original: bytes });

/** An upload or a paste: it stands alone, so nothing else is read, wherever its references lead. */
export const gatherFromText = (
  given: Uint8Array | string,
  { name }: { readonly name: string } = { name: 'the document' },
): Gathered => {
  const notes: string[] = [];
  const tree = readDocument(given, { name, notes });
  const bundle = bundleFiles([{ location: '', tree }], {
    resolve: (reference) => splitReference(reference),
    whyMissing: () =>
      'an uploaded document is read alone; import it from its address, or as a zip with all of its files',
  });
  return { tree: bundle.tree, notes: [...notes, ...bundle.notes], files: [name] };
};
