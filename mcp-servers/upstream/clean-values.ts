import { HubError } from '../../core/errors.ts';
import type { Values } from '../serve/offer.ts';
import { holdsUnseen, shownUnseen, withoutUnseen } from './plain-words.ts';

/** What a server says of a tool, a resource or a prompt, fit to be shown and handed on. */
export interface Cleaned {
  readonly value: Values;
  /** What was taken out, for whoever judges it. */
  readonly notes: readonly string[];
}

const deepest = 64;

/** In words: why nothing of it can be used. */
const unfit = (reason: string): HubError => new HubError('upstream_failed', reason);

/**
 * Takes hidden signs out of what people and models read, and leaves everything else as it is: a schema with another
 * pattern or choice in it would be another one. What hides signs elsewhere, or is too deep to be looked through, is unfit.
 */
export const cleaned = (given: Values): Cleaned => {
  const notes: string[] = [];
  const walk = (value: unknown, key: string, depth: number): unknown => {
    if (depth > deepest) throw unfit(`is nested deeper than ${deepest} levels`);
    if (typeof value === 'string') return text(value, key);
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, key, depth + 1));
      return key === 'icons' ? items.filter(isSafeIcon) : items;
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]) => {
      if (holdsUnseen(name)) throw unfit(`hides signs in the name "${shownUnseen(name).slice(0, 100)}"`);
      return [name, walk(inner, name, depth + 1)] as const;
    });
    return Object.fromEntries(entries);
  };
  const text = (value: string, key: string): string => {
    if (!holdsUnseen(value)) return value;
    if (!read.has(key)) throw unfit(`hides signs in "${key}": ${shownUnseen(value).slice(0, 200)}`);
    notes.push(`Hidden signs were taken out of its ${key}: ${shownUnseen(value).slice(0, 500)}`);
    return withoutUnseen(value);
  };
  const value = walk(given, '', 0) as Values;
  return { value, notes: notes.slice(0, 20) };
};

/** What is read and means nothing to programs. */
const read: ReadonlySet<string> = new Set(['description', 'title', '$comment', 'instructions']);

/** An icon is an address that somebody's program will open. */
const isSafeIcon = (icon: unknown): boolean => {
  const { src } = (icon ?? {}) as { readonly src?: unknown };
  return typeof src === 'string' && /^(https:\/\/|data:image\/(png|jpeg|gif|webp);base64,)/i.test(src);
};
