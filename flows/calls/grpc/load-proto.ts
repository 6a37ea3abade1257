import { taskFault } from '../../engine/fault.ts';
import { addressShown } from '../http/shown.ts';
import { readProto, type ProtoFile } from './proto-file.ts';
import { wellKnownFile } from './well-known.ts';

const mostFiles = 50;

/** The proto file at an address and those that it imports. */
export const loadProto = async (
  address: string,
  fetchText: (url: string) => Promise<string>,
): Promise<readonly ProtoFile[]> => {
  const first = readProto(await fetchText(address), addressShown(address));
  const files = [first];
  const seen = new Set<string>();
  const waiting = [...first.imports];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    if (seen.size > mostFiles)
      throw taskFault('configuration', `${addressShown(address)} imports more than ${mostFiles} files.`);
    const known = wellKnownFile(path);
    const file = readProto(known ?? (await fetchText(besideOf(address, path))), path);
    files.push(file);
    waiting.push(...file.imports);
  }
  return files;
};

/**
 * Imports begin at the root of a source tree, which no file names: where the folder of the import is the last part of
 * the folder of the file, the root is above it; else it is the folder of the file.
 */
const besideOf = (address: string, path: string): string => {
  const base = URL.parse('.', address);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  if (base !== null && folder !== '' && base.pathname.endsWith(`/${folder}`))
    base.pathname = base.pathname.slice(0, -folder.length);
  const url = base === null ? null : URL.parse(path, base.href);
  if (url === null || url.origin !== base?.origin)
    throw taskFault(
      'configuration',
      `The import "${path.slice(0, 200)}" leads away from ${addressShown(address)}.`,
    );
  return url.href;
};
