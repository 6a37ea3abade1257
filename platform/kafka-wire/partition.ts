/** Murmur 2 as the clients of Kafka have it: all of them send one key to the same partition. */
export const murmur2 = (bytes: Buffer): number => {
  const factor = 0x5bd1e995;
  let hash = 0x9747b28c ^ bytes.length;
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), factor);
    word = Math.imul(word ^ (word >>> 24), factor);
    hash = Math.imul(hash, factor) ^ word;
  }
  for (let at = bytes.length - 1; at >= whole; at--) hash ^= bytes.readUInt8(at) << (8 * (at - whole));
  if (bytes.length > whole) hash = Math.imul(hash, factor);
  hash = Math.imul(hash ^ (hash >>> 13), factor);
  return (hash ^ (hash >>> 15)) | 0;
};

export const partitionOf = (key: Buffer, partitions: number): number =>
  (murmur2(key) & 0x7fffffff) % partitions;
