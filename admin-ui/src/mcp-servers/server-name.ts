import { isRecord } from '../schema-form/settle.ts';
import { slugOf } from '../spaces/slug-of.ts';

const longest = 40;

/** What a server may be called: as it says itself, else after its host. */
export const nameOfServer = (
  url: string,
  said: unknown,
): { readonly title: string; readonly name: string; readonly header: string } => {
  const { title, name } = isRecord(said) ? said : {};
  const host = hostOf(url);
  const shown =
    [title, name].find((one): one is string => typeof one === 'string' && one.trim() !== '') ?? host;
  const slug = slugOf(shown)
    .replace(/^[^a-z]+/, '')
    .slice(0, longest)
    .replace(/-+$/, '');
  return { title: shown.slice(0, 200), name: slug === '' ? 'server' : slug, header: '' };
};

const hostOf = (url: string): string => {
  try {
    return new URL(url).hostname.replace(/^(?:www|mcp|api)\./, '');
  } catch {
    return url;
  }
};
