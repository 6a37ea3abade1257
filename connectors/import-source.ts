import { z } from 'zod';
import { HubError } from '../core/errors.ts';
import type { Egress } from '../platform/egress/egress.ts';
import { gatherFromUrl, gatherFromZip } from './openapi/gather.ts';
import type { DocumentSource } from './openapi/plan-document.ts';

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

export interface Gathered {
  readonly source: DocumentSource;
  /** The document as it came, to be kept beside what was made of it. */
  readonly original: Uint8Array;
}

export const gatherSource = async (
  given: GivenSource,
  parts: { egress: Egress; signal: AbortSignal },
): Promise<Gathered> => {
  const named = [given.url, given.document, given.archive].filter((each) => each !== undefined);
  if (named.length !== 1) {
    throw new HubError('input_invalid', 'Give one of "url", "document" and "archive".', {
      problems: [{ path: 'document', message: 'is one of three ways; exactly one must be given' }],
    });
  }
  const overlay =
    given.overlay === undefined || given.overlay.trim() === '' ? {} : { overlay: given.overlay };
  if (given.url !== undefined) {
    const { tree, notes, original } = await gatherFromUrl(given.url, parts);
    return { source: { document: { tree }, notes, url: given.url, ...overlay }, original };
  }
  if (given.archive !== undefined) {
    const { tree, notes, original } = gatherFromZip(Buffer.from(given.archive, 'base64'));
    return { source: { document: { tree }, notes, ...overlay }, original };
  }
  const text = typeof given.document === 'string' ? given.document : JSON.stringify(given.document);
  return { source: { document: { text }, ...overlay }, original: Buffer.from(text) };
};
