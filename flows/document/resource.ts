import { externalResource } from './addresses.ts';
import type { ResourceKind, Wanted } from './elsewhere.ts';
import { rawAddress, rawBelow } from './raw-address.ts';
import { complain, type Reader, type Reading, type Spot } from './reading.ts';
import { isFields, quoted } from './words.ts';

/** What a document takes from an address is fetched when it is published: the address has to be known then. */

const longest = 2_000;

/** What stands in the way of fetching from an address; it has its scheme already. */
const wrongAddress = (address: string): string | undefined => {
  if (address.includes('${') || /[{}]/.test(address))
    return 'This is read when the flow is published, when there is no data yet: write the whole address, without an expression or a "{name}" in it.';
  const url = URL.parse(address);
  if (url === null || url.href.length > longest)
    return `${quoted(address)} cannot be read: it is no address of up to ${longest} letters.`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `${quoted(address)} cannot be read: only "http" and "https" lead out of the hub.`;
  if (url.hash !== '')
    return `${quoted(address)} names a part of a document. Leave out what follows the "#": all of it is taken.`;
  return undefined;
};

/** An endpoint, as `endpoint` of addresses.ts reads it. Undefined, with a problem, where nothing can be fetched. */
export const wantedAt = (
  kind: ResourceKind,
  endpoint: unknown,
  { spot, reading, below = '' }: Place,
): Wanted | undefined => {
  const fields = isFields(endpoint) ? endpoint : { uri: endpoint };
  const { uri, authentication = null } = fields as { uri?: unknown; authentication?: unknown };
  // It was complained about already.
  if (typeof uri !== 'string' || (!uri.includes('://') && !uri.includes('${'))) return undefined;
  const wrong = wrongAddress(uri) ?? wrongPolicy(authentication);
  if (wrong === undefined) {
    const address = below === '' ? rawAddress(uri) : rawBelow(uri, below);
    return { kind, address, authentication };
  }
  complain(spot, reading, wrong);
  return undefined;
};

interface Place {
  readonly spot: Spot;
  readonly reading: Reading;
  /** The endpoint is that of a catalogue, and this the file in it. */
  readonly below?: string;
}

const wrongPolicy = (policy: unknown): string | undefined =>
  policy !== null && JSON.stringify(policy).includes('${')
    ? 'This is read when the flow is published, when no expression can be worked out yet: keep what lets the hub in in a secret, and name that, as in { bearer: { use: name } }.'
    : undefined;

/** The text of an external resource. Undefined while nobody has fetched it, and where it cannot be had. */
export const resourceText =
  (kind: ResourceKind): Reader<{ readonly text: string; readonly address: string } | undefined> =>
  (spot, reading) => {
    const { endpoint } = externalResource(spot, reading);
    const at: Spot = { path: `${spot.path}/endpoint`, value: endpoint };
    const wanted = wantedAt(kind, endpoint, { spot: at, reading });
    const held = wanted === undefined ? undefined : reading.elsewhere.lookUp(wanted);
    if (wanted === undefined || held === undefined) return undefined;
    if ('text' in held) return { text: held.text, address: wanted.address };
    complain(at, reading, held.problem);
    return undefined;
  };
