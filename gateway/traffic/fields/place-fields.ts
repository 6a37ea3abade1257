import { z } from 'zod';
import { setHeader, getHeader } from '../answers/answer-head.ts';
import { onHead } from '../answers/hooks.ts';
import type { AnswerHead, Exchange } from '../exchange.ts';
import { headerValue } from './header-names.ts';

const cookieText = z
  .string()
  .max(300)
  .regex(/^[\x21-\x3a\x3c-\x7e]*$/, 'must be plain letters without spaces and semicolons');
const cookieRewrite = z.union([cookieText, z.record(z.string().max(300), cookieText)]).optional();

/** What an upstream says of its own place, said of the gateway's. */
export const placeFields = {
  autoRewrite: z
    .boolean()
    .optional()
    .describe("Put the client's Host into the Location of redirects to the service itself."),
  hostRewrite: z
    .string()
    .max(300)
    .regex(/^[a-zA-Z0-9.:[\]-]+$/, 'must be a host, perhaps with its port')
    .optional()
    .describe('Put this host there instead.'),
  protocolRewrite: z.enum(['http', 'https']).optional().describe('Put this protocol there.'),
  cookieDomainRewrite: cookieRewrite.describe(
    'The domain of cookies: one for all, or by the one they had; "*" is every other one, and an empty text takes it away.',
  ),
  cookiePathRewrite: cookieRewrite.describe('The path of cookies, the same way.'),
};

type Rewrites = Readonly<Record<string, string>>;

interface PlaceFields {
  readonly autoRewrite?: boolean | undefined;
  readonly hostRewrite?: string | undefined;
  readonly protocolRewrite?: string | undefined;
  readonly cookieDomainRewrite?: string | Rewrites | undefined;
  readonly cookiePathRewrite?: string | Rewrites | undefined;
}

/** Before the exchange is forwarded; null where nothing is asked for. */
export const rewritesPlaces = (fields: PlaceFields): ((exchange: Exchange) => void) | null => {
  const { autoRewrite = false, hostRewrite, protocolRewrite } = fields;
  const cookies = [
    ...cookieChange('domain', fields.cookieDomainRewrite),
    ...cookieChange('path', fields.cookiePathRewrite),
  ];
  const locations = autoRewrite || hostRewrite !== undefined || protocolRewrite !== undefined;
  if (!locations && cookies.length === 0) return null;
  return (exchange) =>
    onHead(exchange, (head) => {
      if (locations) {
        const own = autoRewrite ? exchange.request.headers.host : undefined;
        changeLocation(head, exchange, { host: hostRewrite ?? own, protocol: protocolRewrite });
      }
      for (const change of cookies) changeCookies(head, change);
    });
};

const redirects = new Set([201, 301, 302, 307, 308]);

/** Only one that leads to the upstream itself: others lead where they say. What stands behind the host stays as it is written. */
const changeLocation = (
  head: AnswerHead,
  { target }: Exchange,
  to: { readonly host: string | undefined; readonly protocol: string | undefined },
): void => {
  const location = redirects.has(head.status) ? getHeader(head, 'location') : undefined;
  const [, protocol, host = '', rest] =
    /^(https?):\/\/([^/?#\\]*)((?:[/?#].*)?)$/is.exec(location ?? '') ?? [];
  if (protocol === undefined || host.toLowerCase() !== target?.url.host) return;
  setHeader(head, 'location', `${to.protocol ?? protocol}://${headerValue(to.host ?? host)}${rest ?? ''}`);
};

const cookieChange = (
  attribute: 'domain' | 'path',
  rewrite: string | Rewrites | undefined,
): ((cookie: string) => string)[] => {
  if (rewrite === undefined) return [];
  const rewrites = new Map(typeof rewrite === 'string' ? [['*', rewrite]] : Object.entries(rewrite));
  const place = attribute === 'domain' ? /(;\s*domain=)([^;]+)/i : /(;\s*path=)([^;]+)/i;
  return [
    (cookie) =>
      cookie.replace(place, (whole, name: string, value: string) => {
        const next = rewrites.get(value) ?? rewrites.get('*');
        return next === undefined ? whole : next === '' ? '' : name + next;
      }),
  ];
};

const changeCookies = ({ headers }: AnswerHead, change: (cookie: string) => string): void => {
  for (let at = 0; at < headers.length; at += 2)
    if (headers[at]?.toLowerCase() === 'set-cookie') headers[at + 1] = change(headers[at + 1] ?? '');
};
