import type { SchemePlan, SecurityAlternative } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { sentSecret, type SentSecret } from '../wire/conceal.ts';
import type { WireRequest } from '../wire/wire-request.ts';

export interface TlsClient {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** What a dry run and a log have to mask: names of headers, of query parameters and of cookies. */
export interface SecretNames {
  readonly headers: readonly string[];
  readonly query: readonly string[];
  readonly cookies: readonly string[];
}

export interface Signed {
  readonly request: WireRequest;
  readonly tls?: TlsClient;
  readonly secretNames: SecretNames;
}

/** What one scheme is worth for this connection: entered fields, settings, and the token where it has one. */
export type SchemeValues = Readonly<Record<string, string>>;

/**
 * The first alternative of which the connection holds every scheme. One that asks for nothing is taken only when no
 * other fits: who made a connection wants to be known. A document that names none at all gets what the connection has.
 */
export const pickAlternative = (
  security: readonly SecurityAlternative[],
  held: SecurityAlternative,
): SecurityAlternative | undefined => {
  if (security.length === 0) return held;
  const fits = security.filter((one) => Object.keys(one).every((scheme) => Object.hasOwn(held, scheme)));
  return fits.find((one) => Object.keys(one).length > 0) ?? fits[0];
};

export const unsigned = (request: WireRequest): Signed => ({
  request,
  secretNames: { headers: [], query: [], cookies: [] },
});

/** The credentials in the headers of a signed request, without the word that says of what kind they are. */
export const travelling = ({ request, secretNames }: Signed): SentSecret[] =>
  secretNames.headers.flatMap((name) => {
    const value = request.headers[name]?.replace(/^(?:basic|bearer|digest) +/i, '');
    return value === undefined ? [] : [sentSecret(value, name)];
  });

/** Puts what a scheme asks for on the request. Digest puts nothing: it answers the challenge of the first refusal. */
export const applyScheme = (signed: Signed, plan: SchemePlan, values: SchemeValues): Signed => {
  switch (plan.type) {
    case 'apiKey':
      return applyKey(signed, plan, need(values, 'key'));
    case 'basic': {
      const pair = `${need(values, 'username')}:${values['password'] ?? ''}`;
      return withHeader(signed, 'authorization', `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`);
    }
    case 'bearer':
      return withHeader(signed, 'authorization', `Bearer ${need(values, 'token')}`);
    case 'oauth2':
    case 'openIdConnect':
      return withHeader(signed, 'authorization', `Bearer ${need(values, 'accessToken')}`);
    case 'header':
      return withHeader(signed, 'authorization', need(values, 'value'));
    case 'mutualTLS': {
      const { ca } = values as { ca?: string };
      const pair = { cert: need(values, 'certificate'), key: need(values, 'privateKey') };
      return { ...signed, tls: { ...pair, ...(ca === undefined ? {} : { ca }) } };
    }
    case 'digest':
      need(values, 'username');
      return {
        ...signed,
        secretNames: { ...signed.secretNames, headers: [...signed.secretNames.headers, 'authorization'] },
      };
    default:
      return plan satisfies never;
  }
};

const need = (values: SchemeValues, name: string): string => {
  const value = values[name];
  if (value !== undefined) return value;
  throw new HubError(
    'connection_not_ready',
    `The connection lacks "${name}". Enter it on the page of the connection.`,
  );
};

type KeyPlan = Extract<SchemePlan, { readonly type: 'apiKey' }>;

const applyKey = (signed: Signed, plan: KeyPlan, key: string): Signed => {
  const { request, secretNames } = signed;
  switch (plan.in) {
    case 'header':
      return withHeader(signed, plan.name.toLowerCase(), key);
    case 'query': {
      const url = new URL(request.url);
      url.search = `?${[...otherParameters(url.search, plan.name), `${encodeURIComponent(plan.name)}=${encodeURIComponent(key)}`].join('&')}`;
      const query = [...secretNames.query, plan.name];
      return { ...signed, request: { ...request, url: url.href }, secretNames: { ...secretNames, query } };
    }
    case 'cookie': {
      const before = request.headers['cookie'];
      const cookie = `${before === undefined ? '' : `${before}; `}${plan.name}=${key}`;
      const headers = { ...request.headers, cookie };
      const cookies = [...secretNames.cookies, plan.name];
      return { ...signed, request: { ...request, headers }, secretNames: { ...secretNames, cookies } };
    }
    default:
      return plan.in satisfies never;
  }
};

/**
 * An argument of the same name must not stand beside the key: servers differ in which one they believe. The others
 * stay letter by letter as they are, because writing a query anew changes how it is encoded.
 */
const otherParameters = (search: string, name: string): string[] =>
  search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && decoded(part.split('=')[0] ?? '') !== name);

const decoded = (text: string): string => new URLSearchParams(`${text}=`).keys().next().value ?? '';

const withHeader = (signed: Signed, name: string, value: string): Signed => {
  if (signed.secretNames.headers.includes(name)) {
    throw new HubError(
      'input_invalid',
      `Two schemes of this connection write the header "${name}". Choose another way in.`,
    );
  }
  const headers = { ...signed.request.headers, [name]: value };
  const secretHeaders = [...signed.secretNames.headers, name];
  return {
    ...signed,
    request: { ...signed.request, headers },
    secretNames: { ...signed.secretNames, headers: secretHeaders },
  };
};
