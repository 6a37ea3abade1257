/** A filter from the address, where it is one that the hub knows: anybody may have typed it. */
export const knownFilter = <Name extends string, Value extends string>(
  name: Name,
  values: readonly Value[],
  given: string | undefined,
): Partial<Record<Name, Value>> => {
  const value = values.find((one) => one === given);
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
};
