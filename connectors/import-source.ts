import { z } from 'zod';
import { HubError } from '../core/errors.ts';
import type { GivenDocument, Imported } from './openapi/crossing.ts';
import { importInThread, type ThreadParts } from './openapi/import-thread.ts';

const mb = 1024 * 1024;
/** As JSON: a document of 64 MB, its quotes escaped, and some room. */
export const importBodyBytes = 96 * mb;

/** Where a document comes from, in one of three ways. */
export const sourceShape = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('Fetched by the hub; files that it refers to as well.'),
  document: z
    .union([z.string().min(1), z.record(z.string(), z.unknown())])
    .optional()
    .describe('The document: its text (JSON or YAML), or the JSON itself.'),
  archive: z.base64().optional().describe('A zip file in base64, for documents of several files.'),
  overlay: z
    .string()
    .max(mb)
    .optional()
    .describe('An OpenAPI Overlay (JSON or YAML), applied before the import.'),
};

export interface GivenSource {
  readonly url?: string | undefined;
  readonly document?: string | Record<string, unknown> | undefined;
  readonly archive?: string | undefined;
  readonly overlay?: string | undefined;
}

/** In which of the three ways it came. */
const documentOf = (given: GivenSource): GivenDocument => {
  const named = [given.url, given.document, given.archive].filter((each) => each !== undefined);
  if (named.length !== 1) {
    throw new HubError('input_invalid', 'Give one of "url", "document" and "archive".', {
      problems: [{ path: 'document', message: 'is one of three ways; exactly one must be given' }],
    });
  }
  if (given.url !== undefined) return { url: given.url };
  if (given.archive !== undefined) return { archive: Buffer.from(given.archive, 'base64') };
  return { text: typeof given.document === 'string' ? given.document : JSON.stringify(given.document) };
};

interface ReadSource extends Imported {
  /** The document as it came, to be kept beside what was made of it. */
  readonly original: Uint8Array;
}

interface ReadingParts extends ThreadParts {
  /** `METHOD /path` → name of the version before. */
  readonly names?: ReadonlyMap<string, string>;
}

export const readSource = async (given: GivenSource, parts: ReadingParts): Promise<ReadSource> => {
  const document = documentOf(given);
  const source = {
    document,
    ...(isBlank(given.overlay) ? {} : { overlay: given.overlay }),
    ...(parts.names === undefined ? {} : { names: parts.names }),
  };
  const { plan, original } = await importInThread(source, parts);
  if (original !== undefined) return { plan, original };
  return {
    plan,
    original: 'archive' in document ? document.archive : Buffer.from('text' in document ? document.text : ''),
  };
};

export const isBlank = (overlay: string | undefined): overlay is undefined =>
  overlay === undefined || overlay.trim() === '';
