import type { Exchange } from '../exchange.ts';

export interface StickyBy {
  readonly by: 'consumer' | 'ip' | 'cookie' | 'header';
  readonly name?: string | undefined;
}

/** What always leads to the same address; null where the request does not have it. */
export type StickyKey = (exchange: Exchange) => string | null;

export const stickyKey = ({ by, name = '' }: StickyBy): StickyKey => {
  const header = name.toLowerCase();
  switch (by) {
    case 'consumer':
      return ({ consumer, client }) => consumer?.id ?? client;
    case 'ip':
      return ({ client }) => client;
    case 'cookie':
      return ({ request }) => cookieOf(request.headers.cookie, name);
    case 'header':
      return ({ request }) => {
        const value = request.headers[header];
        return typeof value === 'string' ? value : (value?.[0] ?? null);
      };
  }
};

const cookieOf = (header: string | undefined, name: string): string | null => {
  if (header === undefined) return null;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
};
