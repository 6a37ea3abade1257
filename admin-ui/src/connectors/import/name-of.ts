import { plainLetters } from '../../spaces/slug-of.ts';

/** A name for a connector out of its document's title: what the hub takes, and a person would have written. */
export const nameOf = (title: string): string =>
  plainLetters(title)
    .replace(/\b(open)?api\b|\brest\b|\bswagger\b|\bv?\d+(\.\d+)+\b/g, ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');

const reserved = ['import', 'preview'];

export const isConnectorName = (name: string): boolean =>
  /^[a-z][a-z0-9-]{0,39}$/.test(name) && !reserved.includes(name);
