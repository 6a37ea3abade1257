import type { SkippedOperation } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { escapeStep } from '../../core/json-pointer.ts';
import type { Named } from './names.ts';
import { follow } from './pointer.ts';
import { isTree, shortened, textOf, treeOf, type Tree } from './tree.ts';

export interface FoundOperation {
  readonly method: string;
  readonly path: string;
  /** Where in the document, as a JSON pointer. */
  readonly place: string;
  readonly item: Tree;
  readonly operation: Tree;
  readonly named: Named;
}

export interface FoundOperations {
  readonly found: readonly FoundOperation[];
  readonly skipped: readonly SkippedOperation[];
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
const mostOperations = 30_000;

/** Every operation that the paths of a document hold, and what stands where one should and is none. */
export const findOperations = (root: Tree): FoundOperations => {
  const found: FoundOperation[] = [];
  const skipped: SkippedOperation[] = [];
  for (const [path, given] of Object.entries(treeOf(root['paths']))) {
    if (path.startsWith('x-')) continue;
    const at = `#/paths/${escapeStep(path)}`;
    const item = pathItem(root, given);
    if (typeof item === 'string') {
      skipped.push({ method: '*', path, place: at, reason: item });
      continue;
    }
    const taken = new Set<string>();
    for (const { key, place, operation } of operationsIn(item, at)) {
      const method = key.toUpperCase();
      const reason = whyNot({ key, path, operation, taken });
      if (reason !== undefined) {
        skipped.push({ method, path, place, reason });
        continue;
      }
      if (found.length >= mostOperations)
        throw new HubError(
          'import_failed',
          `The document has more than ${mostOperations} operations. Import it in parts.`,
        );
      taken.add(method);
      const itself = treeOf(operation);
      const named = { operationId: textOf(itself['operationId']), method, path };
      found.push({ method, path, place, item, operation: itself, named });
    }
  }
  return { found, skipped };
};

/** What stands at a path, references followed; the reason when it cannot be read. */
export const pathItem = (root: Tree, given: unknown): Tree | string => {
  try {
    const followed = treeOf(follow(root, given));
    if (!isTree(given)) return followed;
    const beside = Object.entries(given).filter(([name]) => name !== '$ref');
    return { ...followed, ...Object.fromEntries(beside) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const operationsIn = (item: Tree, at: string): { key: string; place: string; operation: unknown }[] => {
  const usual = Object.entries(item).filter(([key]) => methods.includes(key.toLowerCase()));
  const additional = Object.entries(treeOf(item['additionalOperations']));
  return [
    ...usual.map(([key, operation]) => ({ key, operation, place: `${at}/${escapeStep(key)}` })),
    ...additional.map(([key, operation]) => ({
      ...{ key, operation },
      place: `${at}/additionalOperations/${escapeStep(key)}`,
    })),
  ].filter(({ operation }) => operation !== null && operation !== undefined);
};

interface Candidate {
  readonly key: string;
  readonly path: string;
  readonly operation: unknown;
  readonly taken: ReadonlySet<string>;
}

const whyNot = ({ key, path, operation, taken }: Candidate): string | undefined => {
  if (!isTree(operation)) return 'the operation is no object';
  if (!/^[A-Za-z]+$/.test(key)) return `"${shortened(key, 30)}" is no HTTP method`;
  if (path.includes('\0') || !path.isWellFormed())
    return 'the path holds a character that no address can hold';
  return taken.has(key.toUpperCase()) ? 'the path has this method twice' : undefined;
};
