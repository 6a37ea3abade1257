/** FNV-1a: the same number for the same text everywhere, for spreading and not for secrets. */
export const textHash = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** Two numbers become one in which each bit of both counts. */
export const mixed = (one: number, other: number): number => {
  let hash = Math.imul(one ^ (other >>> 16) ^ (other << 16), 0x85ebca6b) ^ other;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return (hash ^ (hash >>> 15)) >>> 0;
};
