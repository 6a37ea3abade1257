/** Words that a mistyped one may have been: by the three-letter pieces that they share. */
export interface Typos {
  near(word: string): readonly { readonly term: string; readonly likeness: number }[];
}

const leastLetters = 4;
const leastLikeness = 0.6;
const mostNear = 3;

export const openTypos = (terms: Iterable<string>): Typos => {
  const known: string[] = [];
  const holders = new Map<string, number[]>();
  for (const term of terms) {
    if (term.length < leastLetters - 1 || !/^[a-z]+$/.test(term)) continue;
    const at = known.push(term) - 1;
    for (const piece of piecesOf(term)) {
      const at3 = holders.get(piece);
      if (at3 === undefined) holders.set(piece, [at]);
      else at3.push(at);
    }
  }
  return {
    near: (word) => {
      if (word.length < leastLetters) return [];
      const pieces = piecesOf(word);
      const shared = new Map<number, number>();
      for (const piece of pieces)
        for (const at of holders.get(piece) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
      return [...shared]
        .map(([at, count]) => {
          const term = known[at] ?? '';
          return { term, likeness: (2 * count) / (pieces.size + term.length + 1) };
        })
        .filter(({ likeness }) => likeness >= leastLikeness)
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, mostNear);
    },
  };
};

/** With its ends, so that a first letter counts; and in twos as well, for words of few letters. */
const piecesOf = (word: string): ReadonlySet<string> => {
  const ended = `^${word}$`;
  const pieces = new Set<string>();
  for (let at = 0; at + 2 <= ended.length; at++) pieces.add(ended.slice(at, at + 2));
  return pieces;
};
