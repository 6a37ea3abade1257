/** A name that nothing beside it has: `case`, `case2`. */
export const freeName = (wanted: string, taken: readonly string[]): string => {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    const name = `${wanted}${number}`;
    if (!taken.includes(name)) return name;
  }
};
