import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import {
  holdCredential,
  type CredentialPlace,
  type ShownCredential,
} from '../traffic/consumers/store-credentials.ts';
import { signInAgain } from './sessions.ts';
import type { Visitor } from './store-visitors.ts';
import type { ConsumerVisit, Visit } from './visit.ts';

/** Where the space lets consumers look after their keys themselves. */
export const requireSelfService = ({ portal }: Pick<Visit, 'portal'>): void => {
  if (portal.settings.selfService) return;
  throw new HubError('forbidden', 'Keys are given out by the owners of this portal: ask them.');
};

/**
 * Whoever shows a narrow key gets no wider one by it: what is made or touched opens no more than the key that was signed in
 * with, and for no longer.
 */
export const requireWithin = (visitor: Visitor, wanted: readonly string[] | null): void => {
  if (visitor.keyScopes === null) return;
  if (wanted !== null && wanted.every((scope) => visitor.keyScopes?.includes(scope))) return;
  throw new HubError('forbidden', 'That key opens more than the one that you signed in with.');
};

export const requireNotLonger = (visitor: Visitor, ends: Date | null): void => {
  if (visitor.expiresAt === null) return;
  if (ends !== null && ends.getTime() <= visitor.expiresAt.getTime()) return;
  throw new HubError('forbidden', 'That key is good for longer than the one that you signed in with.');
};

/** The key that was signed in with, held: while keys are changed by it, nobody revokes it, and two by the same take turns. */
export const holdSession = async (tx: Tx, { portal, visitor }: ConsumerVisit): Promise<void> => {
  const { consumerId, credentialId } = visitor;
  const { state } = await holdCredential(tx, portal.spaceId, { consumerId, credentialId });
  if (state !== 'active') throw signInAgain();
};

/** Held until the end of the transaction; of the consumer who has signed in, and of no other. */
export const holdOwnKey = async (
  tx: Tx,
  spaceId: string,
  place: CredentialPlace,
): Promise<ShownCredential> => {
  const credential = await holdCredential(tx, spaceId, place);
  if (credential.kind === 'key') return credential;
  throw new HubError('conflict', 'Only keys are changed here: ask the owners of this portal.');
};
