import { complain, type Reading, type Spot, type Used } from './reading.ts';
import { hint } from './report.ts';

export const nothingUsed: Used = {
  ...{ retries: new Map(), timeouts: new Map(), errors: new Map(), authentications: new Map() },
  ...{ functions: new Map(), secrets: new Set(), catalogs: new Map() },
};

/** What stands under a name in `use`; undefined, with a problem, when nothing does. */
export const named = <T>(
  spot: Spot & { readonly value: string },
  reading: Reading,
  { section, entries }: { readonly section: string; readonly entries: ReadonlyMap<string, T> },
): T | undefined => {
  const { value: name } = spot;
  if (!entries.has(name)) complain(spot, reading, unknownName(name, section, entries.keys()));
  return entries.get(name);
};

export const unknownName = (name: string, section: string, known: Iterable<string>): string => {
  const names = [...known];
  const nothing = names.length === 0 ? ` There is nothing under "use.${section}" yet.` : '';
  return `There is no "${name.slice(0, 60)}" under "use.${section}".${hint(name, names)}${nothing}`;
};

export const isText = (spot: Spot): spot is Spot & { readonly value: string } =>
  typeof spot.value === 'string';
