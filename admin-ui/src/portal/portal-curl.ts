import type { PublicApi } from '../api/shapes.ts';
import { shellText } from '../show/shell-text.ts';

type WayIn = PublicApi['authentication'][number];

interface Call {
  readonly method: string;
  readonly url: string;
}

/** What a call shows comes from the environment, so that it is in no shell history. */
export const curlStart = ({ authentication }: PublicApi, { method, url }: Call): string[] => {
  const needed = authentication.filter(({ optional }) => !optional);
  const shown = (needed.length > 0 ? needed : authentication.slice(0, 1)).map(partOf);
  const query = shown.flatMap((part) => ('query' in part ? [part.query] : []));
  const mark = url.includes('?') ? '&' : '?';
  const tail = query.length === 0 ? '' : `"${mark}${query.join('&')}"`;
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${shellText(url)}${tail}`,
    ...shown.flatMap((part) => ('line' in part ? [`  ${part.line}`] : [])),
  ];
};

type Shown = { readonly line: string } | { readonly query: string } | { readonly nothing: true };

const partOf = ({ kind, header, scheme, query }: WayIn): Shown => {
  switch (kind) {
    case 'basic':
      return { line: '-u "$API_USER:$API_PASSWORD"' };
    case 'certificate':
      return { line: '--cert client.pem --key client.key' };
    case 'hmac':
      return { nothing: true };
    case 'key':
    case 'token': {
      const name = kind === 'key' ? '$API_KEY' : '$API_TOKEN';
      if (header !== null) return { line: `-H "${header}: ${scheme === null ? '' : `${scheme} `}${name}"` };
      return query === null ? { nothing: true } : { query: `${encodeURIComponent(query)}=${name}` };
    }
    default:
      return kind satisfies never;
  }
};
