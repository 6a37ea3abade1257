import { posix } from 'node:path';
import { HubError } from '../../core/errors.ts';
import { filesReferredTo } from './bundle.ts';
import {
  bundleFound,
  gatherLimits,
  readFound,
  splitReference,
  type Found,
  type Gathered,
} from './gathered.ts';
import { openZip, type Zip } from './unzip.ts';

export interface ZipSource {
  readonly name: string;
  /** The path of the first file in the zip, when there is more than one to choose from. */
  readonly root?: string;
}

/** A document whose files came in a zip. Nothing is called: addresses it refers to are listed. */
export const gatherZip = (bytes: Uint8Array, source: ZipSource): Gathered => {
  const zip = openZip(bytes);
  const names = new Set(zip.names);
  const root = source.root ?? findRoot(zip, source.name);
  if (!names.has(root))
    throw new HubError(
      'import_failed',
      `Cannot read ${source.name}: it holds no file "${root}". Name one of its files.`,
    );

  const missing = new Map<string, string>();
  const bring = (location: string): Found | null => {
    try {
      return readFound(location, zip.read(location), location);
    } catch (error) {
      if (!(error instanceof HubError) || location === root) throw error;
      missing.set(location, error.message.replace(/\.$/, ''));
      return null;
    }
  };
  const files: Found[] = [];
  const waiting = [root];
  const seen = new Set(waiting);
  for (let location = waiting.shift(); location !== undefined; location = waiting.shift()) {
    const file = bring(location);
    if (file === null) continue;
    files.push(file);
    for (const { location: to } of filesReferredTo(file, resolveInZip)) {
      if (seen.has(to)) continue;
      seen.add(to);
      const reason = whyNot(to, names, seen.size);
      if (reason === null) waiting.push(to);
      else missing.set(to, reason);
    }
  }
  return bundleFound(files, resolveInZip, missing);
};

const whyNot = (to: string, names: ReadonlySet<string>, asked: number): string | null => {
  if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(to)) return 'addresses are not called for a zip';
  if (!names.has(to)) return 'the zip holds no such file';
  return asked > gatherLimits.files ? `the document names more than ${gatherLimits.files} files` : null;
};

/** Relative to the file that refers, never above the zip: `..` at the top stays, and names nothing. */
const resolveInZip = (reference: string, from: string) => {
  const { location, pointer } = splitReference(reference);
  if (location === '') return { location: from, pointer };
  if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(location)) return { location, pointer };
  return { location: posix.join(posix.dirname(from), decoded(location)), pointer };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const usual = /(?:^|\/)(?:openapi|swagger)\.(?:ya?ml|json)$/i;
const documents = /\.(?:ya?ml|json)$/i;
const rootKey = /(?:^|[{,])\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?[1-9]/m;

/** The file called openapi or swagger that stands highest, or the only one that begins like a document. */
const findRoot = (zip: Zip, name: string): string => {
  const depth = (path: string) => path.split('/').length;
  const named = zip.names
    .filter((path) => usual.test(path))
    .toSorted((one, other) => depth(one) - depth(other));
  const [best, next] = named;
  if (best !== undefined && (next === undefined || depth(next) > depth(best))) return best;
  const candidates = zip.names.filter((path) => documents.test(path));
  const [only, ...others] =
    candidates.length === 1 ? candidates : named.length > 0 ? named : beginning(zip, candidates);
  if (only !== undefined && others.length === 0) return only;
  const found =
    only === undefined
      ? 'none of its files begins like an OpenAPI document'
      : `${[only, ...others].slice(0, 10).join(', ')} could be the first file`;
  throw new HubError(
    'import_failed',
    `Cannot read ${name}: ${found}. Call the first file openapi.yaml, or name it.`,
  );
};

const beginning = (zip: Zip, candidates: readonly string[]): string[] =>
  candidates.filter((path) => rootKey.test(new TextDecoder().decode(zip.read(path))));
