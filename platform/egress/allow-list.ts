import type { Problem } from '../../core/errors.ts';
import { inNetwork, readAddress, type Address, type Network } from './address.ts';

/** Addresses the hub may call although they are private, with their ports. */
export interface AllowEntry {
  readonly network: Network;
  readonly firstPort: number;
  readonly lastPort: number;
}

export interface AllowList {
  readonly entries: readonly AllowEntry[];
  readonly problems: readonly Problem[];
}

const shape = /^(?:\[([^\]]*)\]|([^[\]:/]*))(?:\/([^:]*))?(?::(.*))?$/;
const example = 'Write address, address:port or address/prefix:port-port, IPv6 in brackets';

/** Reads the entries of HUB_EGRESS_ALLOW: `10.1.0.0/16:443`, `127.0.0.1:8080-8090`, `[fd00::]/8`. Names every wrong one. */
export const parseAllowList = (texts: readonly string[]): AllowList => {
  const entries: AllowEntry[] = [];
  const problems: Problem[] = [];
  for (const text of texts) {
    const entry = parseEntry(text);
    if (typeof entry === 'string') {
      problems.push({ path: 'HUB_EGRESS_ALLOW', message: `"${text}": ${entry}. ${example}.` });
    } else entries.push(entry);
  }
  return { entries, problems };
};

const parseEntry = (text: string): AllowEntry | string => {
  const match = shape.exec(text);
  if (match === null) return 'this is no address';
  const [, six, four, prefixText, portText] = match;
  const address = readAddress(six ?? four ?? '');
  if (address === null || (address.family === 6) !== (six !== undefined)) return 'this is no address';
  const bits = address.family === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? bits : wholeNumber(prefixText, bits);
  if (prefix === null) return `the prefix must be a whole number from 0 to ${bits}`;
  const ports = portText === undefined ? ([1, 65_535] as const) : parsePorts(portText);
  if (ports === null) return 'the ports must be whole numbers from 1 to 65535, the lower one first';
  const network = { address, prefix };
  if (!startsNetwork(network)) return `the address has bits behind its prefix /${prefix}`;
  return { network, firstPort: ports[0], lastPort: ports[1] };
};

const wholeNumber = (text: string, max: number): number | null =>
  /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= max ? Number(text) : null;

const parsePorts = (text: string): readonly [number, number] | null => {
  const [from, to, ...rest] = text.split('-');
  const first = wholeNumber(from ?? '', 65_535);
  const last = to === undefined ? first : wholeNumber(to, 65_535);
  if (first === null || last === null || rest.length > 0 || first === 0 || last < first) return null;
  return [first, last];
};

/** `10.1.2.3/16` means either one machine or a whole network: the reader has to say which. */
const startsNetwork = ({ address, prefix }: Network): boolean =>
  address.bytes.every((byte, i) => {
    const kept = Math.min(8, Math.max(0, prefix - i * 8));
    return (byte & (0xff >> kept)) === 0;
  });

export const isAllowed = (entries: readonly AllowEntry[], address: Address, port: number): boolean =>
  entries.some(
    (entry) => port >= entry.firstPort && port <= entry.lastPort && inNetwork(address, entry.network),
  );
