// @ts-check

/**
 * Messages on a pipe: four bytes of length, then that many bytes of JSON. Both ends use it. A length above the limit
 * ends the connection before a byte of it is kept: neither end trusts the other's appetite.
 */

/** @param {unknown} message */
export const frameOf = (message) => {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
};

/**
 * Calls `take` with each message that has arrived whole.
 * @param {{ limit: number, take: (message: unknown) => void, refuse: (reason: string) => void }} reader
 * @returns {(chunk: Buffer) => void}
 */
export const readFrames = ({ limit, take, refuse }) => {
  /** @type {Buffer[]} */
  let parts = [];
  let held = 0;
  let refused = false;

  const next = () => {
    if (held < 4) return false;
    const all = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    parts = [all];
    const length = all.readUInt32LE(0);
    if (length > limit) {
      refused = true;
      parts = [];
      refuse(`a message of ${length} bytes, where ${limit} are the most`);
      return false;
    }
    if (held < 4 + length) return false;
    const body = all.toString('utf8', 4, 4 + length);
    parts = [all.subarray(4 + length)];
    held -= 4 + length;
    let message;
    try {
      message = JSON.parse(body);
    } catch {
      refused = true;
      refuse('a message that is not JSON');
      return false;
    }
    take(message);
    return true;
  };

  return (chunk) => {
    if (refused) return;
    parts.push(chunk);
    held += chunk.length;
    while (next());
  };
};
