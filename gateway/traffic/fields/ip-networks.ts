import { z } from 'zod';
import { inNetwork, readAddress, type Address, type Network } from '../../../platform/egress/address.ts';

export const networkText = z
  .string()
  .max(60)
  .refine((text) => readNetwork(text) !== null, {
    message: 'must be an address or a network, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32',
  });

const readNetwork = (text: string): Network | null => {
  const slash = text.indexOf('/');
  const address = plainAddress(slash === -1 ? text : text.slice(0, slash));
  if (address === null) return null;
  const bits = address.family === 4 ? 32 : 128;
  if (slash === -1) return { address, prefix: bits };
  const prefix = text.slice(slash + 1);
  return /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits
    ? { address, prefix: Number(prefix) }
    : null;
};

/** An IPv4 client of a socket that takes both kinds is shown as `::ffff:192.0.2.7`. */
const plainAddress = (text: string): Address | null => {
  const address = readAddress(text);
  if (address === null || address.family === 4) return address;
  const { bytes } = address;
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return mapped ? readAddress(bytes.slice(12).join('.')) : address;
};

/** Clients come again: what was found is remembered for so many of them. */
const remembered = 5_000;

/** Whether an address is in one of the networks; one that cannot be read is in none. */
export const networkTest = (texts: readonly string[]): ((address: string) => boolean) => {
  const networks = texts.map(readNetwork).filter((network) => network !== null);
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const address = plainAddress(text);
    const inside = address !== null && networks.some((network) => inNetwork(address, network));
    if (known.size >= remembered) known.clear();
    known.set(text, inside);
    return inside;
  };
};
