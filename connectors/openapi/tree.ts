/** Looking into a document that somebody else wrote: what is not of the expected kind counts as absent. */

export type Tree = Readonly<Record<string, unknown>>;

const none: Tree = Object.freeze({});

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const treeOf = (value: unknown): Tree => (isTree(value) ? value : none);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Titles and tags are numbers in some documents: what can be read as a text is one. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';

/** Own properties only: a document may well have a schema called `constructor`. */
export const at = (tree: Tree, name: string): unknown => (Object.hasOwn(tree, name) ? tree[name] : undefined);

/** Long texts of a document are shown, not studied. */
export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
