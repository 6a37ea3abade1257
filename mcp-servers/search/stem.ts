/**
 * Words that differ in their ending only become one: `companies` and `company`, `directed` and `director`. What comes out
 * is no word, and goes wrong the same way on both sides. Rules of our own: a whole stemmer brings more mistakes than it mends
 * in texts this short.
 */
export const stem = (word: string): string => {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const made = exceptions.get(word) ?? cut(word);
  if (stems.size >= mostKnown) stems.clear();
  stems.set(word, made);
  return made;
};

const mostKnown = 50_000;
const stems = new Map<string, string>();

const exceptions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    persons: 'person',
    children: 'child',
    men: 'man',
    women: 'woman',
    indices: 'index',
    vertices: 'vertex',
    matrices: 'matrix',
    criteria: 'criterion',
    payment: 'pay',
    payments: 'pay',
    paid: 'pay',
    sent: 'send',
    subscription: 'subscrib',
    subscriptions: 'subscrib',
    analyses: 'analys',
    series: 'series',
    news: 'news',
    production: 'production',
    status: 'status',
    statuses: 'status',
    address: 'address',
    addresses: 'address',
    data: 'data',
    media: 'media',
    bought: 'buy',
    written: 'write',
    wrote: 'write',
    made: 'make',
    gone: 'go',
    found: 'find',
    left: 'leave',
  }),
);

const cut = (word: string): string => {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let stemmed = single(word);
  if (/(?:ation|ator|ated|ating|ate)$/.test(stemmed)) {
    const bare = stemmed.replace(/(?:ation|ator|ated|ating|ate)$/, '');
    if (bare.length >= 4) return bare;
  }
  for (const [ending, least] of endings)
    if (stemmed.endsWith(ending) && stemmed.length - ending.length >= least) {
      stemmed = undoubled(stemmed.slice(0, -ending.length));
      break;
    }
  if (/[cpst](?:ion|or)$/.test(stemmed) && stemmed.length >= 8) stemmed = stemmed.replace(/(?:ion|or)$/, '');
  return stemmed.replace(/y$/, 'i').replace(/e$/, '');
};

const single = (word: string): string => {
  if (!word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return word.length > 4 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  return /(?:ch|sh|x|z|ss)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
};

/** With the fewest letters that must stay. */
const endings: readonly (readonly [string, number])[] = [
  ['ment', 4],
  ['ing', 3],
  ['ed', 3],
  ['ly', 4],
];

/** `stopp` → `stop`, but `call` and `pass` stay. */
const undoubled = (word: string): string => (/([bdgmnprt])\1$/.test(word) ? word.slice(0, -1) : word);
