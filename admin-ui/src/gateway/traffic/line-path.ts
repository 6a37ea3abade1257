type Place = (value: number) => number;

/** Broken where there is nothing. */
export const linePath = (values: readonly (number | null)[], x: Place, y: Place): string => {
  let open = false;
  const parts: string[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) {
      open = false;
      continue;
    }
    // A line to itself is what the round ends of a line make a dot of, in the first and the last place too.
    const alone = !open && (values[at + 1] ?? null) === null;
    parts.push(`${open ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}${alone ? 'h0' : ''}`);
    open = true;
  }
  return parts.join('');
};

/** Only the points between two gaps, where there is nothing to draw a line to. */
export const lonelyPoints = (values: readonly (number | null)[]): (number | null)[] =>
  values.map((value, at) =>
    (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null ? value : null,
  );
