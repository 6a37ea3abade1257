import { HubError } from '../../core/errors.ts';

const longestKey = 512;
// A name in a folder may have 255 bytes, and the store adds an ending of its own.
const segment = /^[A-Za-z0-9._-]{1,200}$/;

/** Names with slashes between them. What a file system or a URL could read as something else is no key. */
export const isBlobKey = (key: string): boolean =>
  key.length <= longestKey &&
  key.split('/').every((name) => segment.test(name) && name !== '.' && name !== '..');

export const requireBlobKey = (key: string): void => {
  if (isBlobKey(key)) return;
  throw new HubError(
    'input_invalid',
    `"${key.slice(0, 80)}" is no key of a blob. Use letters, digits, ".", "_" and "-", with "/" between names, ${longestKey} at most.`,
  );
};

/** A prefix is the beginning of a key, or nothing. */
export const requireBlobPrefix = (prefix: string): void => {
  if (prefix === '' || isBlobKey(prefix) || isBlobKey(`${prefix}x`)) return;
  throw new HubError('input_invalid', `"${prefix.slice(0, 80)}" does not begin any key of a blob.`);
};
