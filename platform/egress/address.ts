import ipaddr from 'ipaddr.js';

/** An IP address in its one canonical form: the same address never has two texts. */
export interface Address {
  readonly family: 4 | 6;
  readonly text: string;
  readonly bytes: readonly number[];
}

export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** Reads dotted-decimal IPv4 and IPv6 only: `127.1`, `0x7f000001` and zones are for the URL parser, or nobody. */
export const readAddress = (text: string): Address | null => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return canonical(4, ipaddr.IPv4.parse(text));
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null;
  return canonical(6, ipaddr.IPv6.parse(text));
};

const canonical = (family: 4 | 6, parsed: ipaddr.IPv4 | ipaddr.IPv6): Address => ({
  family,
  text: parsed.toString(),
  bytes: parsed.toByteArray(),
});

export const inNetwork = (address: Address, network: Network): boolean => {
  if (address.family !== network.address.family) return false;
  const whole = network.prefix >> 3;
  for (let i = 0; i < whole; i++) if (address.bytes[i] !== network.address.bytes[i]) return false;
  const mask = 0xff & (0xff00 >> (network.prefix & 7));
  return ((address.bytes[whole] ?? 0) & mask) === ((network.address.bytes[whole] ?? 0) & mask);
};

const network = (text: string): Network => {
  const [address, prefix] = ipaddr.parseCIDR(text);
  return { address: canonical(address.kind() === 'ipv4' ? 4 : 6, address), prefix };
};

/**
 * Ranges that lead inside or nowhere. Most of them ipaddr.js names as well; they stand here so that another
 * version of it cannot open one.
 */
const refused: readonly (readonly [name: string, ...networks: Network[]])[] = [
  ['loopback', network('127.0.0.0/8'), network('::1/128')],
  ['private', network('10.0.0.0/8'), network('172.16.0.0/12'), network('192.168.0.0/16')],
  ['private', network('fc00::/7'), network('fec0::/10')],
  ['private', network('100.64.0.0/10')],
  ['link-local', network('169.254.0.0/16'), network('fe80::/10')],
  ['unspecified', network('0.0.0.0/8'), network('::/128')],
  ['multicast', network('224.0.0.0/4'), network('ff00::/8')],
  ['documentation', network('192.0.2.0/24'), network('198.51.100.0/24'), network('203.0.113.0/24')],
  ['documentation', network('2001:db8::/32'), network('3fff::/20')],
  ['reserved', network('192.0.0.0/24'), network('192.88.99.0/24'), network('198.18.0.0/15')],
  ['reserved', network('240.0.0.0/4'), network('100::/64'), network('5f00::/16'), network('2001::/23')],
  // Each of these carries an IPv4 address inside, which may be any of the above.
  ['translated', network('::/96'), network('::ffff:0:0/96'), network('::ffff:0:0:0/96')],
  ['translated', network('64:ff9b::/96'), network('64:ff9b:1::/48'), network('2002::/16')],
  // The host agent of one large cloud: a public address that only leads to the machine's own secrets.
  ['metadata', network('168.63.129.16/32')],
];

const globalUnicast = network('2000::/3');

/** `public`, or the name of the range for which the hub does not call this address. */
export const rangeOf = (address: Address): string => {
  for (const [name, ...networks] of refused) {
    if (networks.some((each) => inNetwork(address, each))) return name;
  }
  // Only what is known to be public is; a range that neither list knows stays closed.
  if (address.family === 6 && !inNetwork(address, globalUnicast)) return 'reserved';
  const parsed = ipaddr.parse(address.text).range();
  return parsed === 'unicast' ? 'public' : parsed;
};
