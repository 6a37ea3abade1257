import { HubError, type Problem } from '../../../core/errors.ts';
import { at, isTree, type Tree } from '../tree.ts';
import { PathFault } from './path-cursor.ts';
import type { Query } from './path-words.ts';
import { readPath } from './read-path.ts';

export interface Overlay {
  readonly version: '1.0' | '1.1';
  readonly extends: string | undefined;
  readonly actions: readonly Action[];
}

export interface Action {
  /** From 0, as in `actions[0]`. */
  readonly index: number;
  readonly target: Path;
  readonly change:
    | { readonly kind: 'remove' }
    | { readonly kind: 'update'; readonly value: unknown }
    | { readonly kind: 'copy'; readonly from: Path }
    | { readonly kind: 'none' };
}

export interface Path {
  readonly text: string;
  readonly query: Query;
}

const mostActions = 10_000;

/** An overlay as its specification has it, 1.0 or 1.1. A word it does not know is refused: it would do nothing. */
export const readOverlay = (tree: unknown): Overlay => {
  const problems: Problem[] = [];
  const say = (path: string, message: string): undefined => void problems.push({ path, message });
  if (!isTree(tree)) throw refused([{ path: '', message: 'is no object' }]);
  const version = readVersion(at(tree, 'overlay'));
  checkWords(tree, { path: '', words: ['overlay', 'info', 'extends', 'actions'], say });
  checkInfo(at(tree, 'info'), say);
  const extended = at(tree, 'extends');
  if (extended !== undefined && typeof extended !== 'string') say('extends', 'must be a text');
  const given = at(tree, 'actions');
  if (!Array.isArray(given) || given.length === 0) say('actions', 'must be a list with at least one action');
  const listed: readonly unknown[] = Array.isArray(given) ? given : [];
  if (listed.length > mostActions) say('actions', `must not be more than ${mostActions}`);
  const written = new Set<string>();
  const actions: Action[] = [];
  for (const [index, action] of listed.slice(0, mostActions).entries()) {
    const read = readAction(action, { index, version, say });
    if (read !== undefined) actions.push(read);
    const text = JSON.stringify(action);
    if (written.has(text)) say(`actions[${index}]`, 'is the same as one before it');
    written.add(text);
  }
  if (problems.length > 0) throw refused(problems);
  return { version, extends: typeof extended === 'string' ? extended : undefined, actions };
};

type Say = (path: string, message: string) => undefined;

const readVersion = (given: unknown): '1.0' | '1.1' => {
  const version = typeof given === 'string' ? /^(1\.[01])\.\d+$/.exec(given)?.[1] : undefined;
  if (version === '1.0' || version === '1.1') return version;
  const shown =
    typeof given === 'string' || typeof given === 'number' ? `"${given}"`.slice(0, 50) : 'missing';
  throw refused([{ path: 'overlay', message: `is ${shown}; the hub reads "1.0.0" and "1.1.0", as a text` }]);
};

const checkInfo = (info: unknown, say: Say): void => {
  if (!isTree(info)) return say('info', 'must be an object with title and version');
  // 1.0 has no description there yet; it does no harm.
  checkWords(info, { path: 'info.', words: ['title', 'version', 'description'], say });
  for (const word of ['title', 'version']) {
    if (typeof at(info, word) !== 'string') say(`info.${word}`, 'must be a text');
  }
  const description = at(info, 'description');
  if (description !== undefined && typeof description !== 'string') say('info.description', 'must be a text');
};

const checkWords = (tree: Tree, rules: { path: string; words: readonly string[]; say: Say }): void => {
  for (const key of Object.keys(tree)) {
    if (!rules.words.includes(key) && !key.startsWith('x-'))
      rules.say(`${rules.path}${key}`, `is unknown; known are ${rules.words.join(', ')}`);
  }
};

const readAction = (
  action: unknown,
  { index, version, say }: { index: number; version: Overlay['version']; say: Say },
): Action | undefined => {
  const path = `actions[${index}]`;
  if (!isTree(action)) return say(path, 'must be an object');
  const copies = version === '1.0' ? [] : ['copy'];
  checkWords(action, {
    path: `${path}.`,
    words: ['target', 'description', 'update', 'remove', ...copies],
    say,
  });
  const [remove, description] = [at(action, 'remove'), at(action, 'description')];
  if (remove !== undefined && typeof remove !== 'boolean') say(`${path}.remove`, 'must be true or false');
  if (description !== undefined && typeof description !== 'string')
    say(`${path}.description`, 'must be a text');
  const target = readTarget(at(action, 'target'), `${path}.target`, say);
  const copy = version === '1.0' ? undefined : at(action, 'copy');
  const from = copy === undefined ? undefined : readTarget(copy, `${path}.copy`, say);
  const updates = Object.hasOwn(action, 'update');
  if (from !== undefined && updates && remove !== true)
    say(path, 'has both "update" and "copy"; each cancels the other. Make two actions of it');
  if (target === undefined) return undefined;
  if (remove === true) return { index, target, change: { kind: 'remove' } };
  if (from !== undefined) return { index, target, change: { kind: 'copy', from } };
  return {
    index,
    target,
    change: updates ? { kind: 'update', value: at(action, 'update') } : { kind: 'none' },
  };
};

const readTarget = (given: unknown, path: string, say: Say): Path | undefined => {
  if (typeof given !== 'string') return say(path, 'must be a JSONPath, such as $.paths');
  try {
    return { text: given.slice(0, 200), query: readPath(given) };
  } catch (error) {
    if (!(error instanceof PathFault)) throw error;
    return say(path, `"${given.slice(0, 100)}" is no JSONPath: ${error.message}`);
  }
};

const refused = (problems: readonly Problem[]): HubError => {
  const shown = problems.slice(0, 3).map(({ path, message }) => `${path || 'it'} ${message}`);
  const more = problems.length > 3 ? `; and ${problems.length - 3} more` : '';
  return new HubError('import_failed', `The overlay cannot be read: ${shown.join('; ')}${more}.`, {
    problems: problems.slice(0, 50),
  });
};
