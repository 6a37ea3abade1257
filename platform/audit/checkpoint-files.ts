import { HubError } from '../../core/errors.ts';
import type { Blobs } from '../../core/ports.ts';
import { folderOf, nameOf, readCheckpoint, seqIn, writeCheckpoint, type Checkpoint } from './checkpoint.ts';

/** What stands at one number: a checkpoint of ours, or something that bears no signature of ours. */
export interface Testimony {
  readonly seq: number;
  readonly checkpoint: Checkpoint | undefined;
}

/** The checkpoints of all chains, outside of the database: whoever rules the one does not rule the other. */
export interface CheckpointFiles {
  /** Never overwrites: answers what stands there already, or undefined when it was stored. */
  add(checkpoint: Checkpoint): Promise<Testimony | undefined>;
  last(spaceId: string): Promise<Testimony | undefined>;
  /** All of a chain, in order. */
  all(spaceId: string): Promise<Testimony[]>;
}

const atOnce = 16;
const most = 10_000_000;
/** A checkpoint has some 250 bytes; whatever is longer is none. */
const longest = 2_000;

export const openCheckpointFiles = (deps: {
  readonly blobs: Blobs;
  readonly key: Buffer;
}): CheckpointFiles => {
  const { blobs, key } = deps;

  const read = async (spaceId: string, seq: number): Promise<Testimony | undefined> => {
    const found = await blobs.get(nameOf(spaceId, seq));
    if (found === null) return undefined;
    if (found.size > longest) {
      found.body.destroy();
      return { seq, checkpoint: undefined };
    }
    const text = Buffer.concat((await found.body.toArray()) as Buffer[]).toString('utf8');
    return { seq, checkpoint: readCheckpoint(key, { spaceId, seq }, text) };
  };

  /** The numbers at which something stands; what the hub did not name so is not looked at. */
  const numbers = async (spaceId: string): Promise<number[]> => {
    const names = await blobs.list(folderOf(spaceId), { limit: most });
    return names
      .map(seqIn)
      .filter((seq, at) => Number.isSafeInteger(seq) && names[at] === nameOf(spaceId, seq));
  };

  return {
    add: async (checkpoint) => {
      const { spaceId, seq } = checkpoint;
      const there = await read(spaceId, seq);
      if (there !== undefined) return there;
      const text = writeCheckpoint(key, checkpoint);
      await blobs.put(nameOf(spaceId, seq), Buffer.from(text), 'application/json');
      return undefined;
    },
    last: async (spaceId) => {
      const seq = (await numbers(spaceId)).at(-1);
      return seq === undefined ? undefined : read(spaceId, seq);
    },
    all: async (spaceId) => {
      const seqs = await numbers(spaceId);
      const found: Testimony[] = [];
      for (let from = 0; from < seqs.length; from += atOnce) {
        const some = await Promise.all(seqs.slice(from, from + atOnce).map((seq) => read(spaceId, seq)));
        found.push(...some.filter((one) => one !== undefined));
      }
      if (found.length < seqs.length)
        throw new HubError('conflict', 'Checkpoints were removed while they were read. Check again.');
      return found;
    },
  };
};
