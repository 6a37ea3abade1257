import { HubError } from '../../core/errors.ts';
import { plainWords } from './plain-words.ts';

/** What a server says of how it wants to be signed in to (RFC 6750, RFC 9728). */
export interface Challenge {
  readonly error: string | undefined;
  readonly scopes: readonly string[];
  readonly resourceMetadata: string | undefined;
}

const parameter = /([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/** The bearer challenge among the `WWW-Authenticate` headers of an answer. */
export const challengeIn = (headers: readonly string[]): Challenge => {
  const text = headers.find((header) => /(^|,)\s*bearer(\s|$)/i.test(header)) ?? '';
  const given = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(parameter))
    if (!given.has(name.toLowerCase()))
      given.set(name.toLowerCase(), (quoted ?? bare ?? '').replace(/\\(.)/g, '$1'));
  return {
    error: given.get('error'),
    scopes: (given.get('scope') ?? '')
      .split(/\s+/)
      .filter((scope) => /^[\x21\x23-\x5b\x5d-\x7e]{1,300}$/.test(scope)),
    resourceMetadata: given.get('resource_metadata'),
  };
};

/** Nobody is signed in there, or not any more. */
export const needsSignIn = (origin: string, challenges: readonly string[]): HubError =>
  new HubError(
    'connection_not_ready',
    `The MCP server at ${origin} wants somebody to sign in. Make a connection for it, or connect it again.`,
    {
      details: { needs: 'signIn', challenge: challenges.map((each) => plainWords(each, 2_000)).slice(0, 5) },
    },
  );

/** Signed in, and not for this. */
export const needsMore = (origin: string, scopes: readonly string[]): HubError =>
  new HubError(
    'connection_not_ready',
    `The MCP server at ${origin} asks for more rights than the connection has${scopes.length > 0 ? ` (${scopes.join(' ')})` : ''}. Connect it once more to grant them.`,
    { details: { needs: 'scopes', scopes } },
  );

export const wantsSignIn = (error: unknown): error is HubError =>
  error instanceof HubError && error.code === 'connection_not_ready' && error.details['needs'] === 'signIn';
