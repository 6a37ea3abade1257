import type { CallPlan } from './model.ts';
import { namePattern, nameRule, versionPattern } from './names.ts';
import { complain, type Reading, type Spot } from './reading.ts';
import { wantedAt } from './resource.ts';
import { unknownName } from './used.ts';

type Name = Spot & { readonly value: string };
type Given = Readonly<Record<string, unknown>>;

/** `https://…/function.yaml`, or `log:0.5.2@global`. */
export const isCatalogued = (name: string): boolean =>
  name.includes('://') || /^[^:@\s]+:[^@\s]+@/.test(name);

/** What is nearly one of a catalogue: what to write in its place. */
export const catalogueHint = (name: string): string => {
  if (/^\.{0,2}\/|\.(ya?ml|json)$/.test(name))
    return ' Functions of other files are called by their whole address, "https://…": a flow stands in no folder.';
  return /^[^:@\s]+:v?\d+(\.\d+)*$/.test(name)
    ? ` A function of a catalogue is called with its name, as in "${name.slice(0, 60)}@default".`
    : '';
};

/** A function of a catalogue: at an address, or a flow of the space, which is what the catalogue `default` holds. */
export const callCatalogued = (spot: Name, given: Given, reading: Reading): CallPlan | undefined => {
  const called = spot.value.includes('://') ? undefined : inParts(spot, reading);
  if (called === null) return undefined;
  const endpoint = called === undefined ? spot.value : reading.used.catalogs.get(called.catalog);
  if (called !== undefined && endpoint === undefined) {
    if (called.catalog === 'default') return callFlow(spot, { ...called, given }, reading);
    complain(spot, reading, unknownName(called.catalog, 'catalogs', reading.used.catalogs.keys()));
    return undefined;
  }
  const below = called === undefined ? '' : `/functions/${called.name}/${called.version}/function.yaml`;
  const wanted = wantedAt('function', endpoint, { spot, reading, below });
  if (wanted === undefined) return undefined;
  return { function: 'task', task: reading.functionElsewhere(wanted, spot), with: given };
};

interface Called {
  readonly name: string;
  readonly version: string;
  readonly catalog: string;
}

const inParts = (spot: Name, reading: Reading): Called | null => {
  const [, name = '', version = '', catalog = ''] = /^([^:@]+):([^@]+)@(.*)$/.exec(spot.value) ?? [];
  const said = `"${spot.value.slice(0, 100)}"`;
  // They become steps of an address.
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/.test(name) || name.includes('..'))
    complain(
      spot,
      reading,
      `${said} has no name of a function before its colon: letters, digits, "-", "_" and ".".`,
    );
  else if (!versionPattern.test(version))
    complain(
      spot,
      reading,
      `${said} names no version such as "1.0.0" behind its colon. A version is fixed: there is no "latest".`,
    );
  else return { name, version, catalog };
  return null;
};

/** Run as a flow of its own, of the version that there was when this one was published. */
const callFlow = (
  spot: Name,
  { name, version, given }: Called & { readonly given: Given },
  reading: Reading,
): CallPlan | undefined => {
  if (!namePattern.test(name)) {
    complain(spot, reading, `"${name.slice(0, 60)}" is no flow of this space: ${nameRule}.`);
    return undefined;
  }
  const wanted = { kind: 'flow', address: `${name}:${version}@default`, authentication: null } as const;
  const held = reading.elsewhere.lookUp(wanted);
  if (held !== undefined && 'problem' in held) complain(spot, reading, held.problem);
  const number = held !== undefined && 'text' in held ? Number(held.text) : 0;
  return { function: 'flow', name, version, number, with: given };
};
