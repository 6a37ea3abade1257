import { at, isTree } from './tree.ts';
import { eachReference, type Reference } from './references.ts';
import { place } from './tree-limits.ts';

/** A file of a document: where it stands, and what it says. */
export interface SourceFile {
  /** An address, or a path in a zip: what its relative references start from. */
  readonly location: string;
  readonly tree: unknown;
}

export interface Bundle {
  readonly tree: unknown;
  readonly notes: readonly string[];
}

/** Where a reference leads that stands in the file `from`: to a file, which may be the same one, and a place in it. */
export type Resolve = (
  reference: string,
  from: string,
) => { readonly location: string; readonly pointer: string };

export interface BundleRules {
  readonly resolve: Resolve;
  /** Why a file is not here. */
  whyMissing(location: string): string;
}

const mostNotes = 100;

/**
 * One document out of many: the files stand below `x-files`, each under a name of its own, and references between
 * them become local ones. Nothing is copied into the places that refer to it, so files may refer to each other in
 * circles. What leads to no file stays as it is, with a note.
 */
export const bundleFiles = (files: readonly SourceFile[], rules: BundleRules): Bundle => {
  const [root, ...others] = files;
  if (root === undefined) return { tree: undefined, notes: [] };
  const kept = isTree(root.tree) ? at(root.tree, 'x-files') : undefined;
  const names = nameFiles(others, isTree(kept) ? Object.keys(kept) : []);
  const prefixes = new Map<string, string>([[root.location, '#']]);
  for (const [file, name] of names) prefixes.set(file.location, `#/x-files/${name}`);

  const missing: string[] = [];
  const rewrite = (reference: Reference, from: SourceFile): void => {
    const target = rules.resolve(reference.text, from.location);
    const prefix = prefixes.get(target.location);
    if (prefix !== undefined) {
      // An anchor (`#name`) cannot be written as a pointer; in the first file it stays, elsewhere too.
      if (target.pointer === '' || target.pointer.startsWith('/')) reference.replace(prefix + target.pointer);
    } else if (reference.kind !== 'operationRef') {
      const where = from === root ? '' : `${from.location} `;
      const why = rules.whyMissing(target.location);
      missing.push(
        `${where}${place(reference.path)}: "${reference.text.slice(0, 200)}" is not here: ${why}.`,
      );
    }
  };
  for (const file of files) eachReference(file.tree, (reference) => rewrite(reference, file));

  if (names.size > 0 && isTree(root.tree)) {
    const below = Object.fromEntries([...names].map(([file, name]) => [name, file.tree]));
    (root.tree as Record<string, unknown>)['x-files'] = { ...(isTree(kept) ? kept : {}), ...below };
  }
  return { tree: root.tree, notes: shorten(missing) };
};

/** `…/schemas/pet.yaml` becomes `pet`: a name that people meet again in the names of schemas. */
const nameFiles = (
  files: readonly SourceFile[],
  taken: readonly string[],
): ReadonlyMap<SourceFile, string> => {
  const used = new Set(taken);
  const names = new Map<SourceFile, string>();
  for (const file of files) {
    const last =
      file.location
        .replace(/[?#].*$/s, '')
        .split('/')
        .at(-1) ?? '';
    const base =
      last
        .replace(/\.(?:ya?ml|json)$/i, '')
        .replace(/[^a-zA-Z0-9_.-]+/g, '_')
        .slice(0, 60) || 'file';
    let name = base;
    for (let n = 2; used.has(name); n++) name = `${base}-${n}`;
    used.add(name);
    names.set(file, name);
  }
  return names;
};

const shorten = (notes: readonly string[]): readonly string[] =>
  notes.length <= mostNotes
    ? notes
    : [...notes.slice(0, mostNotes), `${notes.length - mostNotes} more references are not here.`];

/** The files that a tree refers to, each once, without itself. */
export const filesReferredTo = (
  file: SourceFile,
  resolve: Resolve,
): readonly { location: string; text: string }[] => {
  const found = new Map<string, string>();
  eachReference(file.tree, ({ text, kind }) => {
    if (kind === 'operationRef') return;
    const { location } = resolve(text, file.location);
    if (location !== file.location && !found.has(location)) found.set(location, text);
  });
  return [...found].map(([location, text]) => ({ location, text }));
};
