import type { JsonSchema } from '../../core/connector.ts';
import type { Callable } from '../../core/ports.ts';
import { canonicalText, reachIn, textHash } from './reach.ts';
import type { NewPin } from './store-pins.ts';

const known = new WeakMap<Callable, string>();

/**
 * The hash of all that an operation tells a model: name, description and input, with what the input refers to, and
 * what another server says beside that. Whatever
 * of it changes, somebody has to look at it again: an instruction to a model fits into any of them.
 */
export const pinHash = (callable: Callable): string => {
  const before = known.get(callable);
  if (before !== undefined) return before;
  const { name, title, description, input, definitions, meta = null } = callable;
  const reach = reachIn(definitions);
  const reached = reach.of(input).map((definition) => [definition, reach.hashOf(definition)]);
  const hash = textHash(canonicalText([name, title, description, input, meta, reached]));
  known.set(callable, hash);
  return hash;
};

/** What a person compares. */
export interface Seen {
  readonly title: string;
  readonly description: string;
  readonly input: JsonSchema;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** There were more definitions than are kept. */
  readonly cut: boolean;
}

const mostBytes = 128 * 1024;

export const seenOf = (callable: Callable): Seen => {
  const { title, description, input, definitions } = callable;
  const kept: Record<string, JsonSchema> = {};
  let bytes = 0;
  const reached = reachIn(definitions).of(input);
  for (const name of reached) {
    const definition = definitions[name] ?? true;
    bytes += JSON.stringify(definition).length;
    if (bytes > mostBytes) break;
    kept[name] = definition;
  }
  return { title, description, input, definitions: kept, cut: Object.keys(kept).length < reached.length };
};

export const pinOf = (callable: Callable): NewPin => ({
  operation: callable.name,
  hash: pinHash(callable),
  seen: JSON.stringify(seenOf(callable)).replaceAll('\\u0000', ''),
});
