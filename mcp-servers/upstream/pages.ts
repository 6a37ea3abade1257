import type { Values } from '../serve/offer.ts';
import { plainWords } from './plain-words.ts';

/** "First open these pages, then ask again": a refusal of the older era that only the one who asked can do away with. */
export const pagesFirst = -32042;
const mostPages = 10;

export const isPage = (url: unknown): url is string =>
  typeof url === 'string' && /^https?:$/.test(URL.parse(url)?.protocol ?? '');

/** What came with the refusal, without what is no page; undefined where nothing is left. */
export const pagesOf = (data: unknown): readonly Values[] | undefined => {
  const { elicitations } = (data ?? {}) as { readonly elicitations?: unknown };
  const pages = (Array.isArray(elicitations) ? (elicitations as unknown[]) : []).flatMap((each) => {
    const { url, message, elicitationId } = (each ?? {}) as Values;
    if (!isPage(url)) return [];
    const words = typeof message === 'string' ? plainWords(message) : '';
    const id = typeof elicitationId === 'string' ? { elicitationId: plainWords(elicitationId) } : {};
    return [{ mode: 'url', ...id, url, message: words }];
  });
  return pages.length === 0 ? undefined : pages.slice(0, mostPages);
};
