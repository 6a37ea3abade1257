import type { Tx } from '../../platform/db/open.ts';
import type { Sealing } from './deps.ts';

/** By the scheme, then by the field of its form. */
export type Values = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface StoredTokens {
  readonly access: string;
  readonly refresh?: string;
}

/** A sign-in on another device that a person has still to finish. */
export interface PendingDevice {
  readonly code: string;
  readonly intervalSeconds: number;
  readonly expiresAt: string;
}

/** The hub as a client that registered itself at an issuer: worth nothing at another one. */
export interface RegisteredClient {
  readonly issuer: string;
  readonly redirectUri: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly tokenAuth: 'client_secret_post' | 'client_secret_basic' | 'none';
}

/** All that is secret in one connection, sealed as one text. */
export interface ConnectionSecrets {
  readonly entered: Values;
  readonly tokens?: StoredTokens;
  readonly device?: PendingDevice;
  readonly registered?: RegisteredClient;
}

export interface ConnectionPlace {
  readonly spaceId: string;
  readonly connectionId: string;
}

const placeOf = ({ spaceId, connectionId }: ConnectionPlace) => ({
  spaceId,
  table: 'connections',
  column: 'sealed',
  row: connectionId,
});

/** The vault and, inside a transaction, the transaction that its keys are read in. */
export interface Sealer {
  readonly vault: Sealing;
  readonly tx?: Tx;
}

export const sealSecrets = (
  { vault, tx }: Sealer,
  place: ConnectionPlace,
  secrets: ConnectionSecrets,
): Promise<string> => vault.seal(placeOf(place), JSON.stringify(secrets), tx);

export const openSecrets = async (
  { vault, tx }: Sealer,
  place: ConnectionPlace,
  sealed: string,
): Promise<ConnectionSecrets> =>
  JSON.parse(await vault.open(placeOf(place), sealed, tx)) as ConnectionSecrets;

/** Renewed: a sign-in on another device that is under way beside it goes on. */
export const withTokens = (secrets: ConnectionSecrets, tokens: StoredTokens): ConnectionSecrets => ({
  ...secrets,
  tokens,
});
