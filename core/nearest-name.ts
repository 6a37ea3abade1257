/** The name that somebody most likely meant: at most a third of its letters away. */
export const nearestName = (name: string, known: readonly string[]): string | undefined => {
  let best: { readonly name: string; readonly distance: number } | undefined;
  // Comparing costs the product of the lengths; nobody misspells a name of thousands of letters.
  const given = bare(name.slice(0, 64));
  for (const candidate of known) {
    const distance = editDistance(given, bare(candidate.slice(0, 64)));
    if (best === undefined || distance < best.distance) best = { name: candidate, distance };
  }
  return best !== undefined && best.distance <= Math.max(1, best.name.length / 3) ? best.name : undefined;
};

const bare = (name: string): string => name.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();

/** Letters added, left out, replaced, or swapped with the one beside them: what fingers do. */
const editDistance = (one: string, other: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const shorter = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
      const isSwap = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      next.push(isSwap ? Math.min(shorter, (before[j - 2] ?? 0) + 1) : shorter);
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
};
