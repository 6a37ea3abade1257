import type { SearchedTool } from '../../mcp-servers/search/searched-tool.ts';

/** The control: BM25 as textbooks have it (k1 1.2, b 0.75) over name, address, title and description. */
export const plainBm25 = (tools: readonly SearchedTool[]) => {
  const texts = tools.map(({ name, route, title, description }) =>
    wordsIn(`${name} ${route?.method ?? ''} ${route?.path ?? ''} ${title} ${description}`),
  );
  const average = texts.reduce((sum, words) => sum + words.length, 0) / texts.length;
  const holders = new Map<string, number>();
  for (const words of texts)
    for (const word of new Set(words)) holders.set(word, (holders.get(word) ?? 0) + 1);
  return (query: string, limit: number): readonly number[] => {
    const asked = wordsIn(query);
    const scores = texts.map((words) => {
      let score = 0;
      for (const word of asked) {
        const count = words.filter((one) => one === word).length;
        const known = holders.get(word) ?? 0;
        const rarity = Math.log(1 + (texts.length - known + 0.5) / (known + 0.5));
        score += (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * words.length) / average));
      }
      return score;
    });
    return scores
      .map((score, at) => ({ score, at }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.at - b.at)
      .slice(0, limit)
      .map(({ at }) => at);
  };
};

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
