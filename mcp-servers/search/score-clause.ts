import type { Clause, QueryTerm } from './read-query.ts';
import type { TermIndex } from './term-index.ts';
import { nearTo } from './thesaurus.ts';
import type { ToolWords } from './tool-words.ts';
import type { Typos } from './typos.ts';
import { fitOf } from './verbs.ts';

export interface Scored {
  /** By tool. */
  readonly scores: Float32Array;
  /** Tools that have any of the words. */
  readonly touched: readonly number[];
  /** Words that no tool speaks of: most likely data. */
  readonly hasUnknown: boolean;
  /** How much of the score each word gave, by tool: what has been found need not be found again. */
  readonly parts: readonly Part[];
}

export interface Part {
  readonly scores: Float32Array;
  /** Of the tool that has it most. */
  readonly most: number;
}

export interface Searched {
  readonly index: TermIndex;
  readonly tools: readonly ToolWords[];
  readonly typos: Typos;
}

const nearWeight = 0.55;
const typoWeight = 0.8;
/** Of the score: kept whatever is covered of the query. */
const leastCovered = 0.4;

export const scoreClause = (searched: Searched, { terms, deeds }: Clause): Scored => {
  const { index, tools } = searched;
  const scores = new Float32Array(index.count);
  const covered = new Float32Array(index.count);
  const touched: number[] = [];
  const isTouched = new Uint8Array(index.count);
  let whole = 0;
  let hasUnknown = false;
  const known = new Set<string>();
  const parts: Part[] = [];
  for (const queryTerm of terms) {
    const best = new Float32Array(index.count);
    let rarity = 0;
    const own = index.terms.get(queryTerm.term)?.rarity ?? Number.POSITIVE_INFINITY;
    let most = 0;
    for (const [term, weight] of variantsOf(searched, queryTerm)) {
      const postings = index.terms.get(term);
      if (postings === undefined) continue;
      // A rare word in place of a frequent one makes nothing more certain.
      const share = weight * Math.min(1, own / postings.rarity);
      rarity = Math.max(rarity, postings.rarity * share);
      known.add(term);
      postings.tools.forEach((at, place) => {
        const score = (postings.scores[place] ?? 0) * share;
        if (score > (best[at] ?? 0)) best[at] = score;
        if (score > most) most = score;
        if (isTouched[at] === 0) touched.push(at);
        isTouched[at] = 1;
      });
    }
    // What no tool speaks of says nothing about which one is meant.
    if (rarity === 0) {
      hasUnknown ||= queryTerm.weight >= 1;
      continue;
    }
    parts.push({ scores: best, most });
    whole += rarity;
    for (const at of touched) {
      const score = best[at] ?? 0;
      scores[at] = (scores[at] ?? 0) + score;
      if (score > 0) covered[at] = (covered[at] ?? 0) + Math.min(rarity, score * 2);
    }
  }
  for (const at of touched) {
    const tool = tools[at];
    if (tool === undefined) continue;
    const coverage = leastCovered + (1 - leastCovered) * ((covered[at] ?? 0) / Math.max(whole, 1e-6));
    scores[at] = (scores[at] ?? 0) * coverage * fitOf(deeds, tool.doing) * structureOf(tool, known);
  }
  return { scores, touched, hasUnknown, parts };
};

/** The word itself, what stands for it, and where nobody knows it what it may have been. */
const variantsOf = (
  { index, typos }: Searched,
  { term, weight, isName }: QueryTerm,
): readonly (readonly [string, number])[] => {
  const variants: [string, number][] = [[term, weight]];
  if (isName) return variants;
  for (const near of nearTo(term)) variants.push([near, weight * nearWeight]);
  if (variants.some(([one]) => index.terms.has(one))) return variants;
  return typos.near(term).map(({ term: meant, likeness }) => [meant, weight * typoWeight * likeness]);
};

/** `/users/{id}` rather than `/users/{id}/settings` for who speaks of users only. */
const structureOf = ({ nouns }: ToolWords, asked: ReadonlySet<string>): number => {
  const last = nouns.at(-1);
  if (last === undefined) return 1;
  const foreign = new Set(nouns.filter((noun) => !asked.has(noun))).size;
  return (asked.has(last) ? 1.25 : 1) / (1 + 0.08 * foreign);
};
