import { createHash } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { HubError } from '../../core/errors.ts';

/** Who the hub is to a server that asks for a certificate, in PEM. `ca`: whom to trust beside the system's authorities. */
export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** Connections are shared by those who are the same to the server, and by nobody else. */
export const identityMark = ({ cert, key, ca }: ClientIdentity): string =>
  createHash('sha256')
    .update(JSON.stringify([cert, key, ca]))
    .digest('base64');

export const identityContext = (identity: ClientIdentity, ownCa: readonly string[]): SecureContext => {
  try {
    return createSecureContext({
      cert: identity.cert,
      key: identity.key,
      ca: [...getCACertificates('default'), ...ownCa, ...(identity.ca === undefined ? [] : [identity.ca])],
    });
  } catch (cause) {
    throw new HubError(
      'connection_not_ready',
      'The client certificate cannot be used: certificate and key must be PEM and belong together.',
      { cause },
    );
  }
};
