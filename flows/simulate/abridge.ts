/** Letters of JSON that are left for values to be shown. */
export interface ShownRoom {
  letters: number;
}

const longestText = 2_000;
const mostEntries = 200;
const deepest = 40;

/** A value to be looked at: long texts, long lists and what there is no room for are cut, and end with `…`. */
export const abridge = (value: unknown, room: ShownRoom, depth = 0): unknown => {
  if (typeof value === 'string') {
    const cut = value.length > longestText ? `${value.slice(0, longestText)}…` : value;
    room.letters -= cut.length;
    return cut;
  }
  room.letters -= 8;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest || room.letters <= 0) return '…';
  if (Array.isArray(value)) {
    const items = value.slice(0, mostEntries).map((one) => abridge(one, room, depth + 1));
    return value.length > mostEntries ? [...items, `… ${value.length - mostEntries} more`] : items;
  }
  const entries = Object.entries(value);
  const shown = entries.slice(0, mostEntries).map(([name, one]) => {
    room.letters -= name.length;
    return [name, abridge(one, room, depth + 1)] as const;
  });
  if (entries.length > mostEntries) shown.push(['…', `${entries.length - mostEntries} more`]);
  return Object.fromEntries(shown);
};
