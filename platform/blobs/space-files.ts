import type { Readable } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import type { BlobInfo, Blobs } from '../../core/ports.ts';
import { collect } from '../egress/collect.ts';
import { idPattern, newId } from '../ids.ts';

/** Files that calls take and give, in the folder of their space: a key from another space leads to nothing. */
export interface SpaceFiles {
  read(spaceId: string, key: string): Promise<Uint8Array>;
  /** To be read or destroyed by the caller; null when there is no such file in this space. */
  open(spaceId: string, key: string): Promise<(BlobInfo & { readonly body: Readable }) | null>;
  put(spaceId: string, bytes: Uint8Array, contentType: string): Promise<string>;
}

const pattern = idPattern('file');

export const spaceFiles = (blobs: Blobs): SpaceFiles => {
  const open = async (spaceId: string, key: string) =>
    pattern.test(key) ? blobs.get(placeOf(spaceId, key)) : null;
  return {
    open,
    read: async (spaceId, key) => {
      const found = await open(spaceId, key);
      if (found === null)
        throw new HubError('not_found', `There is no file "${key.slice(0, 100)}" in this space.`);
      return collect(found.body);
    },
    put: async (spaceId, bytes, contentType) => {
      const key = newId('file');
      await blobs.put(placeOf(spaceId, key), bytes, contentType);
      return key;
    },
  };
};

const placeOf = (spaceId: string, key: string): string => `files/${spaceId}/${key}`;
