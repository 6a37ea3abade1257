/** As the newest of what is known; what was not asked for the longest goes. */
export const keepNewest = <Value>(
  known: Map<string, Value>,
  { key, value, most }: { readonly key: string; readonly value: Value; readonly most: number },
): void => {
  known.delete(key);
  known.set(key, value);
  if (known.size > most) known.delete(known.keys().next().value ?? key);
};
