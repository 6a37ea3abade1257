import { crc32, inflateRawSync } from 'node:zlib';
import { HubError } from '../../core/errors.ts';

/**
 * Reads a zip as Node itself can: the directory at its end, and `inflateRaw`. Nothing is written anywhere, names are
 * only looked up, and only what is asked for is unpacked, each entry no further than its share.
 */
export interface Zip {
  readonly names: readonly string[];
  /** The bytes of an entry. Throws when they are not what the directory says. */
  read(name: string): Uint8Array;
}

const zipLimits = { entries: 2_000, bytes: 64 * 1024 * 1024, ratio: 200 } as const;
/** An entry may grow to this size however well it was packed: short texts repeat themselves. */
const smallBytes = 65_536;

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its own header stands. */
  readonly offset: number;
}

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

export const openZip = (bytes: Uint8Array): Zip => {
  if (bytes.length > zipLimits.bytes) throw refused(`it is larger than ${zipLimits.bytes} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view);
  const done = new Map<string, Uint8Array>();
  let unpacked = 0;
  return {
    names: [...entries.keys()],
    read: (name) => {
      const before = done.get(name);
      if (before !== undefined) return before;
      const entry = entries.get(name);
      if (entry === undefined) throw refused(`it holds no "${name}"`);
      unpacked += entry.size;
      if (unpacked > zipLimits.bytes) throw refused(`it unpacks to more than ${zipLimits.bytes} bytes`);
      const content = unpack(packedBytes(bytes, view, entry), entry, name);
      done.set(name, content);
      return content;
    },
  };
};

const readDirectory = (bytes: Uint8Array, view: DataView): ReadonlyMap<string, Entry> => {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0xffff || start === 0xffff_ffff)
    throw refused('it is a zip64, which is for much larger files');
  if (count > zipLimits.entries) throw refused(`it holds ${count} entries, more than ${zipLimits.entries}`);
  const entries = new Map<string, Entry>();
  let at = start;
  for (let left = count; left > 0; left--) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw refused('its directory is broken');
    const after = at + 46 + view.getUint16(at + 28, true);
    const rawName = bytes.subarray(at + 46, after);
    const flags = view.getUint16(at + 8, true);
    // Upper half of the attributes: the file mode, where it was packed on Unix.
    const isLink = ((view.getUint32(at + 38, true) >>> 16) & 0xf000) === 0xa000;
    const name = entryName(rawName);
    if (!name.endsWith('/') && !isLink && !isClutter(name)) {
      if ((flags & 1) !== 0) throw refused(`"${name}" is encrypted`);
      if (entries.has(name)) throw refused(`it holds "${name}" twice`);
      entries.set(name, readEntry(view, at));
    }
    at = after + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  refuseOverlap([...entries.values()]);
  return entries;
};

const readEntry = (view: DataView, at: number): Entry => ({
  method: view.getUint16(at + 10, true),
  crc: view.getUint32(at + 16, true),
  packed: view.getUint32(at + 20, true),
  size: view.getUint32(at + 24, true),
  offset: view.getUint32(at + 42, true),
});

/** The end of the directory stands at the end of the file, before a comment of at most 65,535 bytes. */
const findEnd = (view: DataView): number => {
  const least = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= least; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  throw refused('it has no directory at its end, so it is cut off or no zip at all');
};

/** Windows writes backslashes. A name that leads out of the zip is not repaired: nobody writes it by mistake. */
const entryName = (raw: Uint8Array): string => {
  const name = new TextDecoder().decode(raw).replace(/\\/g, '/');
  const steps = name.split('/');
  if (
    name === '' ||
    name.includes('\0') ||
    name.startsWith('/') ||
    /^[a-z]:/i.test(name) ||
    steps.includes('..')
  )
    throw refused(`it holds the name "${name.slice(0, 100)}", which leads out of it`);
  return steps.filter((step) => step !== '.').join('/');
};

const isClutter = (name: string): boolean => name.startsWith('__MACOSX/') || /(^|\/)\.[^/]*$/.test(name);

/** Bombs without nesting let many entries stand for the same bytes. */
const refuseOverlap = (entries: readonly Entry[]): void => {
  let free = 0;
  for (const { offset, packed } of entries.toSorted((one, other) => one.offset - other.offset)) {
    if (offset < free) throw refused('its entries overlap');
    free = offset + 30 + packed;
  }
};

const packedBytes = (bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array => {
  const { offset, packed } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50)
    throw refused('an entry is not where its directory says');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw refused('it is cut off');
  return bytes.subarray(start, start + packed);
};

const unpack = (packed: Uint8Array, entry: Entry, name: string): Uint8Array => {
  const { method, size, crc } = entry;
  if (size > smallBytes && size > packed.length * zipLimits.ratio)
    throw refused(`"${name}" grows more than ${zipLimits.ratio} times when unpacked`);
  const bytes = method === 0 ? packed : method === 8 ? inflate(packed, size, name) : null;
  if (bytes === null) throw refused(`"${name}" is packed by method ${method}; the hub reads deflate`);
  if (bytes.length !== size || crc32(bytes) !== crc) throw refused(`"${name}" is damaged`);
  return bytes;
};

const inflate = (packed: Uint8Array, size: number, name: string): Uint8Array => {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    throw refused(`"${name}" is damaged, or larger than its directory says`, cause);
  }
};

const refused = (reason: string, cause?: unknown): HubError =>
  new HubError('import_failed', `The zip cannot be read: ${reason}. Pack it again.`, { cause });
