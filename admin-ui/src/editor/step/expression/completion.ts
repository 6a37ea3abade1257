import { childrenOf } from '../../../show/json-paths.ts';
import { evaluate, quickFuel, type Seen } from './evaluate.ts';
import { variablesOf, type Surroundings } from './surroundings.ts';

/** One thing that can be put at the cursor. */
export interface Suggestion {
  readonly label: string;
  /** What is put in place of what stands before the cursor already. */
  readonly text: string;
  readonly kind: 'path' | 'variable' | 'builtin';
  /** A short look at what it is; of a builtin its name, which the messages say more about. */
  readonly detail: string;
}

export interface Suggestions {
  /** Where what is replaced begins. */
  readonly from: number;
  readonly items: readonly Suggestion[];
}

interface Asked {
  readonly around: Surroundings;
  readonly seen: Seen | null;
  readonly builtins: readonly string[];
}

const most = 50;
const nothing: Suggestions = { from: 0, items: [] };

/** What may be meant by what has been typed up to the cursor. */
export const suggestionsAt = (before: string, asked: Asked): Suggestions => {
  if (isInText(before)) return nothing;
  const variable = /\$(\w*)$/.exec(before);
  if (variable !== null) return variables(before.length - variable[0].length, variable[1] ?? '', asked);
  const path = /((?:\$\w+)?(?:\.[A-Za-z_]\w*|\[\d+\]|\["(?:[^"\\]|\\.)*"\]|\[\]|\?)*)\.(\w*)$/.exec(before);
  if (path !== null) return paths(before, path, asked);
  const word = /(?<![\w.$@"])([a-z_]\w*)$/.exec(before)?.[1];
  if (word === undefined) return nothing;
  const items = asked.builtins
    .filter((name) => name.startsWith(word) && name !== word)
    .map((name) => ({ label: name, text: name, kind: 'builtin' as const, detail: name }));
  return { from: before.length - word.length, items: items.slice(0, most) };
};

const variables = (from: number, typed: string, { around }: Asked): Suggestions => ({
  from,
  items: [...variablesOf(around), 'ENV']
    .filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()))
    .map((name) => ({ label: `$${name}`, text: `$${name}`, kind: 'variable', detail: '' })),
});

const paths = (before: string, [all, held = '', typed = '']: RegExpExecArray, asked: Asked): Suggestions => {
  const { around, seen } = asked;
  if (seen === null) return nothing;
  const own = held.startsWith('$') ? '.' : inputAt(before.slice(0, before.length - all.length));
  const source = held === '' ? own : `${own} | ${held.startsWith('[') ? `.${held}` : held}`;
  const outcome = evaluate(`first(${source})`, { around, seen, fuel: quickFuel });
  if (outcome.kind !== 'value' || Array.isArray(outcome.value)) return nothing;
  const items = childrenOf(outcome.value)
    .filter(([name]) => String(name).toLowerCase().startsWith(typed.toLowerCase()))
    .slice(0, most)
    .map(([name, value]): Suggestion => {
      const plain = /^[A-Za-z_]\w*$/.test(String(name));
      const text = plain
        ? `.${name}`
        : held === ''
          ? `.[${JSON.stringify(name)}]`
          : `[${JSON.stringify(name)}]`;
      return { label: String(name), text, kind: 'path', detail: kindOf(value) };
    });
  return { from: before.length - typed.length - 1, items };
};

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return '{ }';
  const text = JSON.stringify(value) ?? '';
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};

const isInText = (before: string): boolean => {
  let inside = false;
  for (let at = 0; at < before.length; at += 1) {
    if (before[at] === '\\') at += before[at + 1] === '(' ? 0 : 1;
    else if (before[at] === '"') inside = !inside;
  }
  return inside;
};

/** Filters that ask their argument about each element of their input. */
const ofEach = new Set([
  ...['map', 'any', 'all', 'sort_by', 'group_by', 'min_by', 'max_by', 'unique_by', 'map_values'],
  ...['with_entries', 'add'],
]);

/** What `.` is at the end of an expression that goes on: `.items | map(` gives `.items | .[]`. */
export const inputAt = (before: string): string => {
  const frames: { start: number; piped: string }[] = [{ start: 0, piped: '' }];
  const inputs: string[] = [];
  for (let at = 0; at < before.length; at += 1) {
    const letter = before[at] ?? '';
    const frame = frames.at(-1);
    if (frame === undefined) return '.';
    if (letter === '"') at = endOfText(before, at);
    else if ('([{'.includes(letter)) {
      const name = letter === '(' ? (/([a-z_]\w*)\s*$/.exec(before.slice(frame.start, at))?.[1] ?? '') : '';
      inputs.push(frame.piped);
      if (ofEach.has(name)) inputs.push(name === 'with_entries' ? 'to_entries | .[]' : '.[]');
      else inputs.push('');
      frames.push({ start: at + 1, piped: '' });
    } else if (')]}'.includes(letter)) {
      frames.pop();
      inputs.splice(-2);
    } else if (letter === '|' && before[at + 1] !== '=') {
      const piece = before.slice(frame.start, at).trim();
      frame.piped = frame.piped === '' ? piece : `${frame.piped} | ${piece}`;
      frame.start = at + 1;
    } else if (letter === ',' || letter === ';' || letter === ':') {
      frame.piped = '';
      frame.start = at + 1;
    }
  }
  const parts = [...inputs, frames.at(-1)?.piped ?? ''].filter((part) => part !== '');
  return parts.length === 0 ? '.' : parts.map((part) => (part === '.[]' ? '.[]' : `(${part})`)).join(' | ');
};

const endOfText = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
};
