/** The names that are set, always in the same order: two views are the same when their texts are. */
export const viewText = (names: readonly string[], get: (name: string) => string | null): string => {
  const text = new URLSearchParams();
  for (const name of names.toSorted()) {
    const value = get(name);
    if (value !== null && value !== '') text.set(name, value);
  }
  return text.toString();
};
