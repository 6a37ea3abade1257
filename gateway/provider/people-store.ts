import type { Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import type { Identity } from './client.ts';

export interface LinkedPerson {
  readonly userId: string;
  readonly disabled: boolean;
}

/** By issuer and subject together, and by nothing else: an e-mail proves nothing about who somebody is. */
export const holdLinkedPerson = async (tx: Tx, identity: Identity): Promise<LinkedPerson | undefined> => {
  const [row] = await tx.query<LinkedPerson>(
    `select user_id as "userId", disabled_at is not null as disabled from users
     where oidc_issuer = $1 and oidc_subject = $2 for update`,
    [identity.issuer, identity.subject],
  );
  return row;
};

/** False when the same person signs in for the first time in two tabs and the other one was quicker. */
export const addLinkedPerson = async (tx: Tx, identity: Identity): Promise<boolean> => {
  const added = await tx.execute(
    `insert into users (user_id, name, oidc_issuer, oidc_subject) values ($1, $2, $3, $4)
     on conflict (oidc_issuer, oidc_subject) do nothing`,
    [newId('usr'), identity.name, identity.issuer, identity.subject],
  );
  return added === 1;
};

/** Takes over the provider's verified address, unless somebody else here has it: then there is none. */
export const followEmail = async (tx: Tx, userId: string, email: string | null): Promise<void> => {
  if (email === null) return;
  await tx.execute(
    `update users set email = $2 where user_id = $1 and email is distinct from $2
       and not exists (select 1 from users taken where taken.email = $2)`,
    [userId, email],
  );
};

/** What the provider gives; a role that somebody gave here is left alone. */
export const setProviderRole = async (
  tx: Tx,
  spaceId: string,
  given: { readonly userId: string; readonly role: Role },
): Promise<void> => {
  await tx.execute(
    `insert into members (space_id, user_id, role, from_provider) values ($1, $2, $3, true)
     on conflict (space_id, user_id) do update set role = excluded.role where members.from_provider`,
    [spaceId, given.userId, given.role],
  );
};

export const removeProviderRole = async (tx: Tx, spaceId: string, userId: string): Promise<void> => {
  await tx.execute('delete from members where space_id = $1 and user_id = $2 and from_provider', [
    spaceId,
    userId,
  ]);
};
