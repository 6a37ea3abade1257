import { stem } from './stem.ts';
import { longForm } from './thesaurus.ts';
import { ownTerm } from './tool-words.ts';
import { deedOf, isBareVerb, type Deed } from './verbs.ts';
import { isFiller, wordsOf } from './words.ts';

/** What is asked for, taken apart: one clause for each thing to be done. */
export interface ReadQuery {
  readonly clauses: readonly Clause[];
  /** Something is called by its name: "the movie Titanic". Its id has to be looked up. */
  readonly namesOne: boolean;
  /** It is about what belongs to whoever asks: "my orders". */
  readonly asksOwn: boolean;
  /** Somebody gives an id: nothing has to be looked up. */
  readonly hasId: boolean;
}

export interface Clause {
  readonly terms: readonly QueryTerm[];
  readonly deeds: ReadonlySet<Deed>;
}

export interface QueryTerm {
  readonly term: string;
  readonly word: string;
  readonly weight: number;
  /** Part of a name: what it says is data, and no typo. */
  readonly isName: boolean;
}

const mostLetters = 2_000;
const mostWords = 60;
const nameWeight = 0.25;
const verbWeight = 0.3;

export const readQuery = (given: string): ReadQuery => {
  const text = given.slice(0, mostLetters);
  const unquoted = text.replace(/"[^"]*"|“[^”]*”|(?<![\p{L}\p{N}])['‘][^'’]*['’](?![\p{L}\p{N}])/gu, ' " ');
  const kept = wordsOf(unquoted).some((word) => !isFiller(word)) ? unquoted : text;
  const names = namesIn(kept);
  const clauses = clausesOf(kept).map((part) => readClause(part, names));
  return {
    clauses: clauses.filter(({ terms }) => terms.length > 0),
    namesOne: names.size > 0 || kept.includes('"'),
    asksOwn: clauses.some(({ terms }) => terms.some(({ term }) => term === ownTerm)),
    hasId: /\b(?=\w*\d)[\w-]{8,}\b|#\d+|\bid\s*[:=]?\s*\d+/i.test(text),
  };
};

/** Capital letters in the middle of a sentence, unless all words have them. */
const namesIn = (text: string): ReadonlySet<string> => {
  const words = [...text.matchAll(/[\p{L}\p{N}'’_-]+/gu)];
  const isCapital = (word: string): boolean => word !== 'I' && /^\p{Lu}(?:[\p{Ll}'’-]|$)/u.test(word);
  const inside = words.filter(({ index }) => index > 0 && !/[.!?:]\s*$/.test(text.slice(0, index)));
  const capitals = inside.filter(([word]) => isCapital(word));
  if (capitals.length * 3 > inside.length * 2) return new Set();
  return new Set(capitals.flatMap(([word]) => wordsOf(word)));
};

/** "and" parts two things to be done only where a verb follows it. */
const clausesOf = (text: string): readonly string[] => {
  const parts: string[] = [];
  for (const part of text.split(/[;,.?!]\s|\s(?:and|then)\s/i)) {
    const [first] = wordsOf(part).filter((word) => !['then', 'also', 'please', 'to'].includes(word));
    const goesOn = first === undefined || deedOf(stem(first)) === undefined || parts.length === 0;
    if (goesOn && parts.length > 0) parts.push(`${parts.pop() ?? ''} ${part}`);
    else parts.push(part);
  }
  return parts;
};

const readClause = (text: string, names: ReadonlySet<string>): Clause => {
  const found = new Map<string, QueryTerm>();
  const deeds = new Set<Deed>();
  const words = wordsOf(text).slice(0, mostWords);
  words.forEach((word, at) => {
    const stemmed = stem(longForm(word));
    const isName = names.has(word);
    const deed = isName ? undefined : deedAt(words, at, deeds.size);
    if (deed !== undefined) deeds.add(deed);
    if (/^(?:my|mine|i|myself|own)$/.test(word))
      found.set(ownTerm, { term: ownTerm, word, weight: 0.5, isName: true });
    if (isFiller(word) || (word.length < 2 && !/\d/.test(word))) return;
    const weight = isName ? nameWeight : isBareVerb(stemmed) ? verbWeight : 1;
    const known = found.get(stemmed);
    if (known === undefined || known.weight < weight)
      found.set(stemmed, { term: stemmed, word, weight, isName });
  });
  return { terms: [...found.values()], deeds: narrowed(deeds) };
};

/** What comes first says what to do, and what follows a "to"; elsewhere the same words are nouns, and plurals always are. */
const deedAt = (words: readonly string[], at: number, known: number): Deed | undefined => {
  const word = words[at] ?? '';
  const before = words[at - 1];
  if (known > 0 && before !== 'to') return undefined;
  const deed = /[^s]s$/.test(word) ? undefined : deedOf(stem(longForm(word)));
  if (deed !== undefined || at > 0 || isFiller(word)) return deed;
  return /^(?:a|an|the|my|this|that|all|every)$/.test(words[at + 1] ?? '') ? 'act' : undefined;
};

/** "Show me how to delete …" is about deleting. */
const narrowed = (deeds: ReadonlySet<Deed>): ReadonlySet<Deed> => {
  const others = [...deeds].filter((deed) => deed !== 'read');
  return others.length > 0 ? new Set(others) : deeds;
};
