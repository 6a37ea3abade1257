import { HubError } from '../../core/errors.ts';
import type { Blobs } from '../../core/ports.ts';
import { collect } from '../egress/collect.ts';
import { newId } from '../ids.ts';

/** Files that calls take and give, in the folder of their space: a key from another space leads to nothing. */
export interface SpaceFiles {
  read(spaceId: string, key: string): Promise<Uint8Array>;
  put(spaceId: string, bytes: Uint8Array, contentType: string): Promise<string>;
}

export const spaceFiles = (blobs: Blobs): SpaceFiles => ({
  read: async (spaceId, key) => {
    const found = /^file_[0-9a-z]{26}$/.test(key) ? await blobs.get(placeOf(spaceId, key)) : null;
    if (found === null)
      throw new HubError('not_found', `There is no file "${key.slice(0, 100)}" in this space.`);
    return collect(found.body);
  },
  put: async (spaceId, bytes, contentType) => {
    const key = newId('file');
    await blobs.put(placeOf(spaceId, key), bytes, contentType);
    return key;
  },
});

const placeOf = (spaceId: string, key: string): string => `files/${spaceId}/${key}`;
