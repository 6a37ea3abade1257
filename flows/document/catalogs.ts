import { complain, type Reading, type Spot } from './reading.ts';
import { unknownName } from './used.ts';

/** `https://…/function.yaml`, or `log:0.5.2@global`. */
export const isCatalogued = (name: string): boolean =>
  name.includes('://') || /^[^:@\s]+:[^@\s]+@/.test(name);

/** The one place to change when functions can be fetched: a published flow would have to keep what it got. */
export const refuseCatalogued = (spot: Spot & { readonly value: string }, reading: Reading): void => {
  const catalog = spot.value.includes('://') ? undefined : spot.value.slice(spot.value.indexOf('@') + 1);
  const { catalogs } = reading.used;
  if (catalog !== undefined && catalog !== 'default' && !catalogs.has(catalog)) {
    complain(spot, reading, unknownName(catalog, 'catalogs', catalogs));
    return;
  }
  complain(
    spot,
    reading,
    `"${spot.value.slice(0, 100)}" is a function of a catalogue, and no catalogues are set up here. Copy it into "use.functions", and call it by its name.`,
  );
};
