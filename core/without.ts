/** The object without these members. */
export const without = <Given extends object, Name extends keyof Given>(
  object: Given,
  names: readonly Name[],
): Omit<Given, Name> => {
  const rest = { ...object };
  for (const name of names) Reflect.deleteProperty(rest, name);
  return rest;
};
