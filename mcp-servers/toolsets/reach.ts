import { createHash } from 'node:crypto';
import type { JsonSchema } from '../../core/connector.ts';
import { unescapeStep } from '../../core/json-pointer.ts';
import { canonical } from '../../core/schema/canonical.ts';

/** The definitions of one connector, looked through once: which of them a schema reaches, and what each of them says. */
export interface Reach {
  /** Names, each once, in one order. */
  of(schema: JsonSchema): readonly string[];
  /** Of what a definition itself says, not of what it refers to. */
  hashOf(name: string): string;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

const prefix = '#/$defs/';
const known = new WeakMap<Definitions, Reach>();

export const reachIn = (definitions: Definitions): Reach => {
  const before = known.get(definitions);
  if (before !== undefined) return before;
  const reach = lookThrough(definitions);
  known.set(definitions, reach);
  return reach;
};

const lookThrough = (definitions: Definitions): Reach => {
  const references = new Map<string, readonly string[]>();
  const hashes = new Map<string, string>();
  const referencesOf = (name: string): readonly string[] => {
    const before = references.get(name);
    if (before !== undefined) return before;
    const found = referencesIn(definitions[name] ?? true, definitions);
    references.set(name, found);
    return found;
  };
  return {
    of: (schema) => {
      // A set that grows while it is walked.
      const reached = new Set(referencesIn(schema, definitions));
      for (const name of reached) for (const next of referencesOf(name)) reached.add(next);
      return [...reached].sort();
    },
    hashOf: (name) => {
      const before = hashes.get(name);
      if (before !== undefined) return before;
      const hash = textHash(canonicalText(definitions[name] ?? true));
      hashes.set(name, hash);
      return hash;
    },
  };
};

const referencesIn = (schema: JsonSchema, definitions: Definitions): readonly string[] => {
  const found = new Set<string>();
  const queue: unknown[] = [schema];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const [keyword, value] of Object.entries(next)) {
      if (typeof value === 'object' && value !== null) queue.push(value);
      else if (keyword === '$ref' && typeof value === 'string' && value.startsWith(prefix)) {
        const name = unescapeStep(value.slice(prefix.length));
        if (Object.hasOwn(definitions, name)) found.add(name);
      }
    }
  }
  return [...found];
};

/** One text for what says the same. What is nested too deeply for that is compared as it is written. */
export const canonicalText = (value: unknown): string =>
  canonical(value, { fuel: Number.POSITIVE_INFINITY }) ?? JSON.stringify(value);

export const textHash = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('base64url');
