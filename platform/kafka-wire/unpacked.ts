/** What comes out of packed bytes: it grows as it comes, and never beyond its limit. */
export interface Unpacked {
  add(bytes: Buffer, length: number): void;
  /** Once more what stands `back` bytes before the end. */
  repeat(back: number, length: number): void;
  taken(): Buffer;
}

export const openUnpacked = (most: number, tooLarge: () => Error): Unpacked => {
  let bytes = Buffer.allocUnsafe(Math.min(most, 64 * 1024));
  let size = 0;
  const room = (length: number): void => {
    if (size + length > most) throw tooLarge();
    if (size + length <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.min(most, Math.max(size + length, bytes.length * 2)));
    bytes.copy(larger, 0, 0, size);
    bytes = larger;
  };
  return {
    add: (more, length) => {
      if (more.length < length) throw new RangeError('it is cut off');
      room(length);
      more.copy(bytes, size);
      size += length;
    },
    repeat: (back, length) => {
      if (back === 0 || back > size) throw new RangeError('it repeats what is not there');
      room(length);
      // Byte by byte: what is repeated may reach into what it makes.
      for (const end = size + length; size < end; size++) bytes[size] = bytes[size - back] ?? 0;
    },
    taken: () => bytes.subarray(0, size),
  };
};
