import type { FieldName, ToolWords } from './tool-words.ts';

/** BM25F: how often a word stands in a tool, by field, saturated once over all fields and not once for each. */
export interface TermIndex {
  readonly terms: ReadonlyMap<string, Postings>;
  readonly count: number;
}

export interface Postings {
  readonly tools: Int32Array;
  /** How much the word counts in each of the tools, rarity included. */
  readonly scores: Float32Array;
  readonly rarity: number;
}

const weights: Readonly<Record<FieldName, number>> = {
  name: 2,
  route: 3,
  title: 2.5,
  lead: 1.4,
  description: 0.6,
  tags: 1,
  arguments: 0.5,
  outputs: 0.35,
};
/** How far long fields are held against their words. */
const lengths: Readonly<Record<FieldName, number>> = {
  name: 0.5,
  route: 0.5,
  title: 0.5,
  lead: 0.5,
  description: 0.6,
  tags: 0.3,
  arguments: 0.6,
  outputs: 0.6,
};
const saturation = 2;
const fieldNames = Object.keys(weights) as FieldName[];

export const indexTerms = (tools: readonly ToolWords[]): TermIndex => {
  const average = Object.fromEntries(
    fieldNames.map((field) => [
      field,
      Math.max(
        1,
        tools.reduce((sum, { fields }) => sum + fields[field].length, 0) / Math.max(1, tools.length),
      ),
    ]),
  ) as Record<FieldName, number>;
  const found = new Map<string, { readonly tools: number[]; readonly counts: number[] }>();
  tools.forEach(({ fields }, at) => {
    const counts = new Map<string, number>();
    for (const field of fieldNames) {
      const words = fields[field];
      const long = 1 - lengths[field] + (lengths[field] * words.length) / average[field];
      // A word that a field repeats says little more than one that it says once.
      const once = new Set(words);
      for (const word of once) counts.set(word, (counts.get(word) ?? 0) + weights[field] / long);
    }
    for (const [word, count] of counts) {
      let entry = found.get(word);
      if (entry === undefined) found.set(word, (entry = { tools: [], counts: [] }));
      entry.tools.push(at);
      entry.counts.push(count);
    }
  });
  const terms = new Map<string, Postings>();
  for (const [word, { tools: at, counts }] of found) {
    const rarity = Math.log(1 + (tools.length - at.length + 0.5) / (at.length + 0.5));
    const scores = Float32Array.from(counts, (count) => (rarity * count) / (saturation + count));
    terms.set(word, { tools: Int32Array.from(at), scores, rarity });
  }
  return { terms, count: tools.length };
};
