import { commonWords, keyboardRows } from './guessable-words.ts';

const shortest = 12;
const longest = 256;

export interface PasswordOwner {
  readonly name: string;
  readonly email: string | null;
}

/** What is wrong with a chosen password, as one sentence; undefined when it may be taken. */
export const passwordProblem = (password: string, owner: PasswordOwner): string | undefined => {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < shortest) return `must have at least ${shortest} characters; it has ${length}`;
  if (length > longest) return `must have at most ${longest} characters; it has ${length}`;
  if (text.includes('\0')) return 'must not hold the NUL character';
  if (new Set(text.toLowerCase()).size < 5) return 'must have at least five different characters';
  if (isSequence(text.toLowerCase())) return 'must not be a row of the keyboard or of the alphabet';
  const core = coreOf(text);
  if (commonWords.has(core) || isRepeated(core)) return 'is one of the passwords that are tried first';
  if (ownWords(owner).some((word) => restWithout(text.toLowerCase(), word) < 8))
    return 'must not be made of your own name or e-mail';
  return undefined;
};

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** What is left of `P@ssw0rd-2024!`: the word that people think they have hidden. */
const coreOf = (text: string): string => {
  const bare = text.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [...bare]
    .map((character) => leet[character] ?? character)
    .join('')
    .replace(/[^\p{L}]/gu, '');
};

const isRepeated = (core: string): boolean => {
  for (let size = 1; size <= core.length / 2; size++) {
    const part = core.slice(0, size);
    const repeated = part.repeat(Math.ceil(core.length / size)).slice(0, core.length) === core;
    if (repeated && (commonWords.has(part) || size < 4)) return true;
  }
  return false;
};

const isSequence = (text: string): boolean =>
  keyboardRows.some((row) => {
    const endless = row.repeat(Math.ceil((text.length + row.length) / row.length));
    return endless.includes(text) || [...endless].reverse().join('').includes(text);
  });

const ownWords = ({ name, email }: PasswordOwner): string[] => {
  const [mailbox = ''] = (email ?? '').split('@');
  return [email ?? '', mailbox, name, ...name.split(/\s+/)]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= 4);
};

/** How many letters and digits stay when the word is cut out everywhere; plenty when it does not occur. */
const restWithout = (text: string, word: string): number =>
  text.includes(word) ? text.replaceAll(word, '').replace(/[^\p{L}\p{N}]/gu, '').length : longest;
