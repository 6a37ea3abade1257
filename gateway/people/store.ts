import type { Tx } from '../../platform/db/open.ts';

/** A person of the installation. The tables are reached by the hub's own role only. */
export interface Person {
  readonly userId: string;
  readonly email: string | null;
  readonly name: string;
  readonly passwordHash: string | null;
  /** Sealed; not in force before it is confirmed. */
  readonly totpSecret: string | null;
  readonly totpConfirmed: boolean;
  readonly fromProvider: boolean;
  readonly installationOwner: boolean;
  readonly disabled: boolean;
  readonly preferences: Readonly<Record<string, unknown>>;
}

const columns = `user_id as "userId", email, name, password_hash as "passwordHash", totp_secret as "totpSecret",
  totp_confirmed_at is not null as "totpConfirmed", oidc_subject is not null as "fromProvider",
  installation_owner as "installationOwner", disabled_at is not null as disabled, preferences`;

export const findPerson = async (tx: Tx, userId: string): Promise<Person | undefined> => {
  const [row] = await tx.query<Person>(`select ${columns} from users where user_id = $1`, [userId]);
  return row;
};

export const findPersonByEmail = async (tx: Tx, email: string): Promise<Person | undefined> => {
  const [row] = await tx.query<Person>(`select ${columns} from users where email = $1`, [email]);
  return row;
};

export interface NewPerson {
  readonly userId: string;
  readonly email: string | null;
  readonly name: string;
  readonly passwordHash: string | null;
  readonly installationOwner: boolean;
}

/** False when somebody has that e-mail already. */
export const addPerson = async (tx: Tx, person: NewPerson): Promise<boolean> => {
  const added = await tx.execute(
    `insert into users (user_id, email, name, password_hash, installation_owner)
     values ($1, $2, $3, $4, $5) on conflict (email) do nothing`,
    [person.userId, person.email, person.name, person.passwordHash, person.installationOwner],
  );
  return added === 1;
};

export interface PersonChange {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly preferences?: Readonly<Record<string, unknown>> | undefined;
}

/** Preferences are merged name by name. */
export const changePerson = async (tx: Tx, userId: string, change: PersonChange): Promise<void> => {
  await tx.execute(
    `update users set name = coalesce($2, name), email = coalesce($3, email),
       preferences = preferences || coalesce($4::jsonb, '{}') where user_id = $1`,
    [
      userId,
      change.name ?? null,
      change.email ?? null,
      change.preferences === undefined ? null : JSON.stringify(change.preferences),
    ],
  );
};

export const setPasswordHash = async (tx: Tx, userId: string, hash: string): Promise<void> => {
  await tx.execute('update users set password_hash = $2 where user_id = $1', [userId, hash]);
};

/** Begins anew when an earlier attempt was never confirmed; false when a second factor is in force. */
export const beginTotp = async (tx: Tx, userId: string, sealedSecret: string): Promise<boolean> => {
  const touched = await tx.execute(
    `update users set totp_secret = $2, totp_last_step = 0 where user_id = $1 and totp_confirmed_at is null`,
    [userId, sealedSecret],
  );
  return touched === 1;
};

export interface TotpConfirmation {
  /** The secret that the code was checked with: another tab may have begun anew in between. */
  readonly sealedSecret: string;
  readonly step: number;
  readonly recoveryCodes: readonly string[];
}

export const confirmTotp = async (tx: Tx, userId: string, given: TotpConfirmation): Promise<boolean> => {
  const touched = await tx.execute(
    `update users set totp_confirmed_at = now(), totp_last_step = $3, recovery_codes = $4
     where user_id = $1 and totp_secret = $2 and totp_confirmed_at is null`,
    [userId, given.sealedSecret, given.step, given.recoveryCodes],
  );
  return touched === 1;
};

export const removeTotp = async (tx: Tx, userId: string): Promise<void> => {
  await tx.execute(
    `update users set totp_secret = null, totp_confirmed_at = null, totp_last_step = 0, recovery_codes = '{}'
     where user_id = $1`,
    [userId],
  );
};

/** A code works once: neither its step nor an earlier one is taken again. */
export const takeTotpStep = async (tx: Tx, userId: string, step: number): Promise<boolean> => {
  const touched = await tx.execute(
    'update users set totp_last_step = $2 where user_id = $1 and totp_last_step < $2',
    [userId, step],
  );
  return touched === 1;
};

export const takeRecoveryCode = async (tx: Tx, userId: string, hash: string): Promise<boolean> => {
  const touched = await tx.execute(
    `update users set recovery_codes = array_remove(recovery_codes, $2)
     where user_id = $1 and $2 = any(recovery_codes)`,
    [userId, hash],
  );
  return touched === 1;
};

export const noteSeen = async (tx: Tx, userId: string): Promise<void> => {
  await tx.execute('update users set last_seen_at = now() where user_id = $1', [userId]);
};

/** Until somebody can sign in by themselves, the hub prints a link at its start. */
export const nobodyCanSignIn = async (tx: Tx): Promise<boolean> => {
  const [row] = await tx.query<{ none: boolean }>(
    `select not exists (select 1 from users
       where (password_hash is not null or oidc_subject is not null) and disabled_at is null) as none`,
  );
  return row?.none ?? true;
};
