import type { Finders } from './finders.ts';
import type { Hit } from './open-index.ts';
import type { ReadQuery } from './read-query.ts';
import type { Scored } from './score-clause.ts';

export interface Picked {
  readonly query: ReadQuery;
  readonly scored: readonly Scored[];
  readonly finders: Finders;
  readonly limit: number;
  readonly isWanted: (at: number) => boolean;
}

/** Among so many of each clause the best are chosen, one after the other. */
const mostCandidates = 60;
/** How much of a score counts only as far as it speaks of what has not been found yet. */
const noveltyShare = 0.6;
/** How much of a word is settled by a tool that speaks of it most. */
const settledShare = 0.8;
const finderShare = 0.9;
const byNameShare = 0.6;
const outOfReachShare = 0.8;

/**
 * One after the other: what a query asks for beside what has been picked comes before more of the same. What a picked
 * tool needs an id from comes with it.
 */
export const pick = ({ query, scored, finders, limit, isWanted }: Picked): readonly Hit[] => {
  const whole = sumOf(scored);
  const candidates = new Set(scored.flatMap((one) => bestOf(one, Math.max(limit, mostCandidates), isWanted)));
  const open = scored.map(({ parts }) => parts.map(() => 1));
  const needed = new Map<number, { readonly worth: number; readonly by?: number }>();
  const hits: Hit[] = [];

  const worth = (at: number): number => {
    let most = 0;
    scored.forEach(({ scores, parts }, clause) => {
      let all = 0;
      let fresh = 0;
      parts.forEach(({ scores: of }, term) => {
        all += of[at] ?? 0;
        fresh += (of[at] ?? 0) * (open[clause]?.[term] ?? 0);
      });
      const novelty = all === 0 ? 0 : fresh / all;
      most = Math.max(most, (scores[at] ?? 0) * (1 - noveltyShare + noveltyShare * novelty));
    });
    const reached = !query.hasId && finders.isOutOfReach(at) ? outOfReachShare : 1;
    return Math.max(most * reached, needed.get(at)?.worth ?? 0);
  };

  while (hits.length < limit) {
    let best: Hit | undefined;
    for (const at of candidates) {
      const score = worth(at);
      if (score > (best?.score ?? 0)) best = { at, score };
    }
    if (best === undefined) break;
    const { at, score } = best;
    candidates.delete(at);
    const by = needed.get(at)?.by;
    hits.push(by === undefined ? best : { ...best, neededBy: by });
    scored.forEach(({ parts }, clause) => {
      const left = open[clause] ?? [];
      parts.forEach(({ scores, most }, term) => {
        left[term] = (left[term] ?? 1) * (1 - (settledShare * (scores[at] ?? 0)) / most);
      });
    });
    if (query.hasId) continue;
    const byName = query.namesOne && hits.length === 1 ? finders.byName(whole) : undefined;
    if (byName !== undefined && byName !== at && isWanted(byName)) {
      candidates.add(byName);
      needed.set(byName, { worth: score * byNameShare });
    }
    for (const finder of finders.of(at, { query, scores: whole })) {
      if (!isWanted(finder) || hits.some((hit) => hit.at === finder)) continue;
      candidates.add(finder);
      const worth = score * finderShare;
      if (worth > (needed.get(finder)?.worth ?? 0)) needed.set(finder, { worth, by: at });
    }
  }
  const most = Math.max(...hits.map(({ score }) => score));
  return hits.map((hit) => ({ ...hit, score: hit.score / most }));
};

const bestOf = ({ scores, touched }: Scored, most: number, isWanted: (at: number) => boolean): number[] =>
  touched
    .filter(isWanted)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, most);

const sumOf = (scored: readonly Scored[]): Float32Array => {
  const sum = new Float32Array(scored[0]?.scores.length ?? 0);
  for (const { scores } of scored) scores.forEach((score, at) => (sum[at] = (sum[at] ?? 0) + score));
  return sum;
};
