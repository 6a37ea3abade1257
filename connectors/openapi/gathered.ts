import { bundleFiles, type Resolve, type SourceFile } from './bundle.ts';
import { readDocument } from './read-text.ts';

/** A whole document: one tree, however many files it came in. */
export interface Gathered {
  readonly tree: unknown;
  /** Oddities of the texts, and every reference that leads to no file, with its place. */
  readonly notes: readonly string[];
  /** The files it was made of, the first one first: addresses, or paths in the zip. */
  readonly files: readonly string[];
}

/** Together with what came, to be kept beside what was made of it: the first file, or the zip. */
export interface Original {
  readonly original: Uint8Array;
}

export const gatherLimits = { files: 200, bytes: 64 * 1024 * 1024, totalMs: 60_000 } as const;

/** A file beside the first one that was looked for, with what came of it. */
export type Found = SourceFile & { readonly notes: readonly string[] };

export const bundleFound = (
  files: readonly Found[],
  resolve: Resolve,
  missing: ReadonlyMap<string, string>,
): Gathered => {
  const bundle = bundleFiles(files, {
    resolve,
    whyMissing: (location) => missing.get(location) ?? 'it was not looked for',
  });
  const notes = files.flatMap((file, at) =>
    at === 0 ? file.notes : file.notes.map((note) => `${file.location}: ${note}`),
  );
  return {
    tree: bundle.tree,
    notes: [...notes, ...bundle.notes],
    files: files.map(({ location }) => location),
  };
};

/** `file.yaml#/a/b` is a file and a place in it. An empty place is the whole file. */
export const splitReference = (
  reference: string,
): { readonly location: string; readonly pointer: string } => {
  const hash = reference.indexOf('#');
  return hash < 0
    ? { location: reference, pointer: '' }
    : { location: reference.slice(0, hash), pointer: reference.slice(hash + 1) };
};

/** Reads one of the files. Its oddities go along with it. */
export const readFound = (location: string, bytes: Uint8Array, name: string): Found => {
  const notes: string[] = [];
  return { location, tree: readDocument(bytes, { name, notes }), notes };
};
