import type { ListQuery, Page } from '../../core/list.ts';
import type { Role } from '../../core/roles.ts';
import type { Tx } from '../../platform/db/open.ts';
import { given, readPage } from '../../platform/db/page.ts';
import { iso } from '../shapes.ts';

const lifeDays = 7;

export const invitationStates = ['open', 'accepted', 'revoked', 'expired'] as const;
export type InvitationState = (typeof invitationStates)[number];

interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly invitedByName: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly state: InvitationState;
}

const shown = (row: InvitationRow) => ({
  id: row.id,
  email: row.email,
  role: row.role,
  invitedBy: row.invitedBy,
  invitedByName: row.invitedByName,
  createdAt: iso(row.createdAt),
  expiresAt: iso(row.expiresAt),
  state: row.state,
});
export type Invitation = ReturnType<typeof shown>;

// One that was cleared away after its time stays what it was: expired.
const state = `case when i.accepted_at is not null then 'accepted'
  when i.expires_at <= coalesce(i.revoked_at, now()) then 'expired'
  when i.revoked_at is not null then 'revoked' else 'open' end`;
const select = `i.invitation_id as id, i.email, i.role, i.invited_by as "invitedBy", u.name as "invitedByName",
  i.created_at as "createdAt", i.expires_at as "expiresAt", ${state} as state`;
const from = 'invitations i left join users u on u.user_id = i.invited_by';

export const invitationSorts = ['createdAt', 'email', 'expiresAt'] as const;

export const listInvitations = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly state?: InvitationState | undefined },
): Promise<Page<Invitation>> =>
  readPage<InvitationRow, Invitation>(
    tx,
    {
      select,
      from,
      where: [['i.space_id = ?', spaceId], ...given(`${state} = ?`, list.state)],
      sorts: {
        createdAt: { sql: 'i.created_at', type: 'timestamptz' },
        email: { sql: 'i.email', type: 'text' },
        expiresAt: { sql: 'i.expires_at', type: 'timestamptz' },
      },
      id: 'i.invitation_id',
      search: ['i.email'],
      item: shown,
    },
    list,
  );

export interface NewInvitation {
  readonly invitationId: string;
  readonly email: string;
  readonly role: Role;
  readonly tokenHash: Buffer;
  readonly invitedBy: string;
}

/** Undefined when an invitation of that e-mail is open. One whose time has run out makes place. */
export const addInvitation = async (
  tx: Tx,
  spaceId: string,
  invitation: NewInvitation,
): Promise<Invitation | undefined> => {
  await tx.execute(
    `update invitations set revoked_at = now()
     where space_id = $1 and email = $2 and accepted_at is null and revoked_at is null and expires_at <= now()`,
    [spaceId, invitation.email],
  );
  const added = await tx.execute(
    `insert into invitations (invitation_id, space_id, email, role, token_hash, invited_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, now() + interval '${lifeDays} days')
     on conflict (space_id, email) where accepted_at is null and revoked_at is null do nothing`,
    [
      invitation.invitationId,
      spaceId,
      invitation.email,
      invitation.role,
      invitation.tokenHash,
      invitation.invitedBy,
    ],
  );
  return added === 1 ? findInvitation(tx, spaceId, invitation.invitationId) : undefined;
};

export const findInvitation = async (
  tx: Tx,
  spaceId: string,
  invitationId: string,
): Promise<Invitation | undefined> => {
  const [row] = await tx.query<InvitationRow>(
    `select ${select} from ${from} where i.space_id = $1 and i.invitation_id = $2`,
    [spaceId, invitationId],
  );
  return row === undefined ? undefined : shown(row);
};

const isOpen = 'i.accepted_at is null and i.revoked_at is null and i.expires_at > now()';

export const revokeInvitation = async (tx: Tx, spaceId: string, invitationId: string): Promise<boolean> =>
  (await tx.execute(
    `update invitations i set revoked_at = now() where i.space_id = $1 and i.invitation_id = $2 and ${isOpen}`,
    [spaceId, invitationId],
  )) === 1;

export interface OpenInvitation {
  readonly invitationId: string;
  readonly spaceId: string;
  readonly slug: string;
  readonly spaceName: string;
  readonly email: string;
  readonly role: Role;
}

/** By the token of a link, over all spaces, and held: of two who accept at once one finds it taken. */
export const holdOpenInvitation = async (tx: Tx, tokenHash: Buffer): Promise<OpenInvitation | undefined> => {
  const [row] = await tx.query<OpenInvitation>(
    `select i.invitation_id as "invitationId", i.space_id as "spaceId", s.slug, s.name as "spaceName", i.email, i.role
     from invitations i join spaces s on s.space_id = i.space_id where i.token_hash = $1 and ${isOpen} for update of i`,
    [tokenHash],
  );
  return row;
};

export const markAccepted = async (tx: Tx, spaceId: string, invitationId: string): Promise<void> => {
  await tx.execute('update invitations set accepted_at = now() where space_id = $1 and invitation_id = $2', [
    spaceId,
    invitationId,
  ]);
};
