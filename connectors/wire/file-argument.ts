import { refuseArgument } from './argument-error.ts';

/** Reads a stored blob. */
export type ReadBlob = (blob: string) => Promise<Uint8Array>;

export interface WireFile {
  readonly bytes: Uint8Array;
  readonly name?: string;
  readonly contentType?: string;
}

/** Bytes as they are given in an argument: `{ base64 }`, `{ blob }`, or a text that is the content itself. */
export const readFile = async (
  value: unknown,
  argument: string,
  readBlob: ReadBlob | undefined,
): Promise<WireFile> => {
  if (typeof value === 'string') return { bytes: Buffer.from(value, 'utf8') };
  if (!isRecord(value)) throw refuseArgument(argument, wanted);
  const { base64, blob, name, contentType } = value;
  const about = {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof contentType === 'string' ? { contentType } : {}),
  };
  if (typeof base64 === 'string' && blob === undefined) return { bytes: decode(base64, argument), ...about };
  if (typeof blob !== 'string' || base64 !== undefined) throw refuseArgument(argument, wanted);
  if (readBlob === undefined)
    throw refuseArgument(
      argument,
      'names a stored blob, and none can be read here; give the bytes in base64',
    );
  return { bytes: await readBlob(blob), ...about };
};

const wanted =
  'is a file: give {"base64": "…"} or {"blob": "…"}, with "name" and "contentType" if they matter';

const fields = new Set(['base64', 'blob', 'name', 'contentType']);

/** For bodies whose document does not say which of their parts are files. */
export const looksLikeFile = (value: unknown): boolean =>
  isRecord(value) &&
  (typeof value['base64'] === 'string' || typeof value['blob'] === 'string') &&
  Object.keys(value).every((key) => fields.has(key));

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Node skips what is no base64 and sends half a file: better to say so. */
const decode = (base64: string, argument: string): Uint8Array => {
  const text = base64.replace(/\s+/g, '');
  const bare = text.replace(/={1,2}$/, '');
  if (bare.length % 4 === 1 || !/^[A-Za-z0-9+/_-]*$/.test(bare))
    throw refuseArgument(argument, `is no base64 (its first characters are "${text.slice(0, 20)}")`);
  return Buffer.from(bare, 'base64');
};
