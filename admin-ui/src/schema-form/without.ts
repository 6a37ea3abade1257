/** A record without some of its names. */
export const without = <Value>(
  record: Readonly<Record<string, Value>>,
  ...names: readonly string[]
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
