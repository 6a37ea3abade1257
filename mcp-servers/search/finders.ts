import type { ReadQuery } from './read-query.ts';
import type { ToolWords } from './tool-words.ts';

/** Who gives the ids that a tool needs: an agent that is told of `/movie/{id}/credits` only has nothing to call it with. */
export interface Finders {
  /** Tools by which the things can be found that this tool needs, the likeliest of each. */
  of(at: number, asked: { readonly query: ReadQuery; readonly scores: Float32Array }): readonly number[];
  /** By which a thing is likely to be found whose name is said. */
  byName(scores: Float32Array): number | undefined;
  /** Whether something it needs is given by no tool that can be called as it is. */
  isOutOfReach(at: number): boolean;
}

const mostFinders = 400;

export const openFinders = (tools: readonly ToolWords[]): Finders => {
  const givers = new Map<string, number[]>();
  const given = new Set<string>();
  tools.forEach((tool, at) => {
    if (!tool.doing.readOnly || tool.needs.length > 1) return;
    for (const noun of givenBy(tool)) {
      const key = keyOf(tool, noun);
      if (tool.needs.length === 0) given.add(key);
      const known = givers.get(key);
      if (known === undefined) givers.set(key, [at]);
      else if (known.length < mostFinders) known.push(at);
    }
  });
  const searching = tools.flatMap(({ searches, needs }, at) => (searches && needs.length === 0 ? [at] : []));
  const outOfReach = tools.map((tool) =>
    tool.needs.some((nouns) => !nouns.some((noun) => given.has(keyOf(tool, noun)))),
  );
  return {
    byName: (scores) => {
      let best: number | undefined;
      for (const at of searching)
        if ((scores[at] ?? 0) > (best === undefined ? 0 : (scores[best] ?? 0))) best = at;
      return best;
    },
    isOutOfReach: (at) => outOfReach[at] ?? false,
    of: (at, { query, scores }) => {
      const tool = tools[at];
      if (tool === undefined) return [];
      const found = new Set<number>();
      for (const nouns of tool.needs) {
        let best: { readonly at: number; readonly score: number } | undefined;
        for (const other of nouns.flatMap((noun) => givers.get(keyOf(tool, noun)) ?? [])) {
          const giver = tools[other];
          if (giver === undefined || other === at || giver.needs.length >= tool.needs.length) continue;
          const score = (scores[other] ?? 0) + likelihood(giver, query);
          if (best === undefined || score > best.score) best = { at: other, score };
        }
        if (best !== undefined) found.add(best.at);
      }
      return [...found];
    },
  };
};

/** What one API calls an account is no account of another. */
const keyOf = ({ group }: ToolWords, noun: string): string => `${group} ${noun}`;

const givenBy = ({ nouns, searches, own, fields }: ToolWords): ReadonlySet<string> => {
  const last = nouns.at(-1);
  const given = new Set(last === undefined ? [] : [last, ...nouns.slice(0, 1)]);
  // Who asks for itself is a user, and a search over everything gives what it says that it finds.
  if (own && nouns.length === 0) given.add('user');
  if (searches && nouns.length === 0)
    for (const term of [...fields.lead, ...fields.description]) given.add(term);
  return given;
};

const likelihood = ({ searches, needs, nouns, own }: ToolWords, { namesOne, asksOwn }: ReadQuery): number =>
  (searches ? (namesOne ? 4 : 1.5) : 0) +
  (own ? (asksOwn || nouns.length === 0 ? 5 : 0.3) : 0) -
  needs.length * 2 -
  nouns.length * 0.3;
