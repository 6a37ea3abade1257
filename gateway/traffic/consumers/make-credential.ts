import { HubError } from '../../../core/errors.ts';
import type { SecretPlace } from '../../../core/ports.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { newId } from '../../../platform/ids.ts';
import type { Passwords } from '../../passwords/hash.ts';
import type { CredentialKind } from './directory.ts';
import {
  hashConsumerKey,
  hintOfSecret,
  newConsumerKey,
  newHmacId,
  newSharedSecret,
  placeOfHmac,
} from './secret.ts';
import { addCredential, type NewCredential } from './store-credentials.ts';

export interface CredentialDeps {
  readonly vault: { seal(place: SecretPlace, secret: string, tx?: Tx): Promise<string> };
  readonly passwords: Pick<Passwords, 'hash'>;
}

export interface WantedCredential extends Pick<
  NewCredential,
  'consumerId' | 'scopes' | 'createdBy' | 'expires'
> {
  readonly kind: CredentialKind;
  readonly identifier: string | undefined;
  /** One that the consumer has from elsewhere; a random one when left out. */
  readonly secret: string | undefined;
}

export interface MadeCredential {
  readonly credentialId: string;
  readonly secret: string | null;
}

/** Stores a credential; its secret is known here, to whoever gets it now, and to nobody after that. */
export const makeCredential = async (
  deps: CredentialDeps,
  { tx, spaceId }: { readonly tx: Tx; readonly spaceId: string },
  wanted: WantedCredential,
): Promise<MadeCredential> => {
  const { kind, consumerId, scopes, createdBy, expires } = wanted;
  const credentialId = newId('crd');
  const secret = secretOf(wanted);
  const identifier = identifierOf(wanted);
  const stored = await addCredential(tx, spaceId, {
    ...{ credentialId, consumerId, kind, identifier, scopes, createdBy, expires },
    hint: secret === null || kind === 'basic' ? '' : hintOfSecret(secret),
    secretHash: kind === 'key' && secret !== null ? hashConsumerKey(secret) : null,
    passwordHash: kind === 'basic' && secret !== null ? await deps.passwords.hash(secret) : null,
    sealed:
      kind === 'hmac' && secret !== null
        ? await deps.vault.seal(placeOfHmac(spaceId, credentialId), secret, tx)
        : null,
  });
  if (!stored)
    throw new HubError('already_exists', 'A credential that is known by the same is there already.', {
      problems: [
        {
          path: kind === 'key' ? 'secret' : 'identifier',
          message: 'belongs to another credential of this space',
        },
      ],
    });
  return { credentialId, secret };
};

const secretOf = ({ kind, secret }: WantedCredential): string | null => {
  if (kind === 'jwt' || kind === 'certificate') {
    if (secret === undefined) return null;
    throw new HubError('input_invalid', 'Nothing secret belongs to a subject.', {
      problems: [
        {
          path: 'secret',
          message: 'must be left out: a token or a certificate is verified by its signature',
        },
      ],
    });
  }
  return secret ?? (kind === 'key' ? newConsumerKey() : newSharedSecret());
};

const identifierOf = ({ kind, identifier }: WantedCredential): string | null => {
  if (kind === 'key') {
    if (identifier === undefined) return null;
    throw new HubError('input_invalid', 'A key is known by itself.', {
      problems: [{ path: 'identifier', message: 'must be left out for a key' }],
    });
  }
  if (kind === 'basic' && identifier?.includes(':') === true)
    throw new HubError('input_invalid', 'A user has no colon in the name.', {
      problems: [{ path: 'identifier', message: 'must hold no colon: the password stands behind it' }],
    });
  if (identifier !== undefined) return kind === 'certificate' ? plainFingerprint(identifier) : identifier;
  if (kind === 'hmac') return newHmacId();
  const message =
    kind === 'basic'
      ? 'must be the name of the user'
      : 'must be the subject, as the token or certificate says it';
  throw new HubError('input_invalid', 'What is this credential known by?', {
    problems: [{ path: 'identifier', message }],
  });
};

const fingerprint = /^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i;

/** A fingerprint as other programs write it, in the form that it is looked up in. */
const plainFingerprint = (identifier: string): string =>
  fingerprint.test(identifier) ? identifier.replaceAll(':', '').toLowerCase() : identifier;
