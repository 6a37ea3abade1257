import { createHash } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { HubError } from '../../core/errors.ts';

/** Who the hub is to a server that asks for a certificate, in PEM, and how it knows the server. */
export interface ClientIdentity {
  readonly cert?: string;
  /** Of the certificate. */
  readonly key?: string;
  /** Whom to trust beside the system's authorities. */
  readonly ca?: string;
  /** Trust `ca` and nobody else. */
  readonly onlyCa?: boolean;
  /** The name that the server's certificate must have, where it is not that of the address. */
  readonly serverName?: string;
}

/** An identity never changes, and is asked for its mark with each request. */
const marks = new WeakMap<ClientIdentity, string>();

/** Connections are shared by those who are the same to the server, and by nobody else. */
export const identityMark = (identity: ClientIdentity): string => {
  const known = marks.get(identity);
  if (known !== undefined) return known;
  const { cert, key, ca, onlyCa = false, serverName } = identity;
  const mark = createHash('sha256')
    .update(JSON.stringify([cert, key, ca, onlyCa, serverName]))
    .digest('base64');
  marks.set(identity, mark);
  return mark;
};

/** What an identity changes of how connections are made. */
export const identityRules = (
  identity: ClientIdentity,
  ownCa: readonly string[],
): { readonly secureContext: SecureContext; readonly serverName?: string } => ({
  secureContext: identityContext(identity, ownCa),
  ...(identity.serverName === undefined ? {} : { serverName: identity.serverName }),
});

const identityContext = (
  { cert, key, ca, onlyCa = false }: ClientIdentity,
  ownCa: readonly string[],
): SecureContext => {
  const own = ca === undefined ? [] : [ca];
  try {
    return createSecureContext({
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ca: onlyCa ? own : [...getCACertificates('default'), ...ownCa, ...own],
    });
  } catch (cause) {
    throw new HubError(
      'connection_not_ready',
      'The client certificate cannot be used: certificate and key must be PEM and belong together.',
      { cause },
    );
  }
};
