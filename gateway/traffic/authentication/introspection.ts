import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { secretText } from '../document/fields.ts';
import { scopesIn, strangerOf } from './token-claims.ts';
import type { Claims, Verify } from './token-memory.ts';

/** Whom to ask about a token that says nothing by itself (RFC 7662); the words are express-gateway's. */
export const introspectionFields = {
  authorization_value: secretText
    .optional()
    .describe(
      'The Authorization header for the question, such as `Basic …`, instead of clientId and clientSecret.',
    ),
  clientId: z.string().min(1).max(500).optional().describe('As whom this gateway asks.'),
  clientSecret: secretText.optional().describe('The secret of the hub as a client of that server.'),
  timeout: z
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('Milliseconds to wait for the answer.'),
  ttl: z
    .number()
    .int()
    .min(0)
    .max(3_600)
    .default(60)
    .describe('Seconds for which an answer is taken as it was: a revoked token works no longer than that.'),
};

type Fields = z.output<z.ZodObject<typeof introspectionFields>>;

export interface IntrospectionParts {
  readonly fields: Fields;
  readonly endpoint: string;
  readonly audience: string | readonly string[] | undefined;
  readonly issuer: string | readonly string[] | undefined;
  readonly scopesClaim: string | undefined;
  readonly egress: Egress;
  readonly clock: Clock;
}

const mostBytes = 262_144;
const answerShape = z.looseObject({
  active: z.boolean(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
});
/** One that is worth nothing is asked about again after this. */
const badMs = 5_000;
/** What can be a token at all (RFC 6750). */
const shape = /^[A-Za-z0-9._~+/=-]{4,8000}$/;

export const introspector = (parts: IntrospectionParts): Verify => {
  const { fields, egress, clock } = parts;
  const authorization = authorizationOf(fields);
  const bad = { token: null, forMs: badMs } as const;

  const ask = async (token: string): Promise<z.output<typeof answerShape>> => {
    const answer = await egress.request({
      ...{ method: 'POST', url: parts.endpoint },
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
      limits: { redirects: 0, maxBytes: mostBytes, headersMs: fields.timeout, totalMs: fields.timeout },
    });
    if (answer.status !== 200) {
      answer.discard();
      throw new Error(`The introspection endpoint answered ${answer.status}.`);
    }
    return answerShape.parse(await answer.json());
  };

  return async (token) => {
    if (!shape.test(token)) return bad;
    const said = await ask(token).catch((cause: unknown) => {
      throw new HubError('upstream_unavailable', 'Nobody can be asked about tokens right now.', {
        ...{ cause, retryAfter: 5 },
      });
    });
    const now = clock.now().getTime();
    if (!said.active || !isMeant(said, parts) || (said.nbf ?? 0) * 1_000 > now) return bad;
    const leftMs = said.exp === undefined ? Infinity : said.exp * 1_000 - now;
    if (leftMs <= 0) return bad;
    const stranger = strangerOf(said, 'oauth', scopesIn(said, parts.scopesClaim));
    return { token: { claims: said, stranger }, forMs: Math.min(fields.ttl * 1_000, leftMs) };
  };
};

const authorizationOf = ({
  authorization_value: whole,
  clientId,
  clientSecret,
}: Fields): string | undefined => {
  if (whole !== undefined || clientId === undefined) return whole;
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret ?? '')}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
};

const isMeant = (claims: Claims, { audience, issuer }: IntrospectionParts): boolean =>
  isOneOf(claims['aud'], audience) && isOneOf(claims['iss'], issuer);

const isOneOf = (said: unknown, wanted: string | readonly string[] | undefined): boolean => {
  if (wanted === undefined) return true;
  const all = [wanted].flat();
  return [said].flat().some((one) => typeof one === 'string' && all.includes(one));
};
