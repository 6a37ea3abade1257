import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What a chain was at one time: the number and the seal of its last entry. */
export interface Checkpoint {
  readonly spaceId: string;
  readonly seq: number;
  readonly hash: Buffer;
  /** ISO 8601, of the database's clock. */
  readonly at: string;
}

const fileSchema = z.strictObject({
  version: z.literal(1),
  space: z.string(),
  seq: z.number().int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});

const sign = (key: Buffer, { spaceId, seq, hash, at }: Checkpoint): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([1, spaceId, seq, hash.toString('hex'), at]))
    .digest();

export const writeCheckpoint = (key: Buffer, checkpoint: Checkpoint): string => {
  const { spaceId: space, seq, at } = checkpoint;
  const hash = checkpoint.hash.toString('hex');
  const signature = sign(key, checkpoint).toString('hex');
  return `${JSON.stringify({ version: 1, space, seq, hash, at, signature })}\n`;
};

/** Undefined when it is not what the hub has written for this place: changed, made up, or of another chain. */
export const readCheckpoint = (
  key: Buffer,
  place: { readonly spaceId: string; readonly seq: number },
  text: string,
): Checkpoint | undefined => {
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { space: spaceId, seq, at } = parsed.data;
  const checkpoint = { spaceId, seq, at, hash: Buffer.from(parsed.data.hash, 'hex') };
  const signature = Buffer.from(parsed.data.signature, 'hex');
  const own = spaceId === place.spaceId && seq === place.seq;
  return own && timingSafeEqual(signature, sign(key, checkpoint)) ? checkpoint : undefined;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

// As many digits as any number of ours has: the order of the names is that of the numbers.
const digits = 16;
export const folderOf = (spaceId: string): string => `audit-checkpoints/${spaceId}/`;
export const nameOf = (spaceId: string, seq: number): string =>
  `${folderOf(spaceId)}${String(seq).padStart(digits, '0')}.json`;
export const seqIn = (name: string): number => Number(/(\d+)\.json$/.exec(name)?.[1] ?? NaN);
