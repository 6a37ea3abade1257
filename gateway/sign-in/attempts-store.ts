import type { Tx } from '../../platform/db/open.ts';
import { hashParts } from './opaque-token.ts';

/**
 * Guessing is slowed down for each account: first for the address that guesses, so that nobody shuts a person out from
 * elsewhere; then, after many more failures, for the account as a whole. The wait doubles up to a quarter of an hour
 * and is forgotten after a day. Unknown accounts are counted alike, so that the answer says nothing about them.
 */
const freeFromOneAddress = 5;
const freeFromEverywhere = 25;
const longestWaitSeconds = 900;

export interface AttemptSubject {
  readonly account: string;
  readonly ip: string;
}

interface Counted {
  readonly subject: Buffer;
  readonly free: number;
}

const counted = ({ account, ip }: AttemptSubject): readonly Counted[] => [
  { subject: hashParts('account-and-address', account, ip), free: freeFromOneAddress },
  { subject: hashParts('account', account), free: freeFromEverywhere },
];

/**
 * Counts an attempt as failed before it is looked at, so that a hundred at once are no way around. Answers how many
 * seconds to wait when the account is locked; such an attempt does not count and does not lengthen the wait.
 */
export const beginAttempt = async (tx: Tx, subject: AttemptSubject): Promise<number | undefined> => {
  for (const { subject: hash, free } of counted(subject)) {
    const begun = await tx.execute(
      `insert into sign_in_failures as f (subject, failures, last_at) values ($1, 1, now())
       on conflict (subject) do update set
         failures = case when f.last_at < now() - interval '1 day' then 1 else f.failures + 1 end,
         last_at = now(),
         locked_until = case when f.last_at >= now() - interval '1 day' and f.failures + 1 > $2
           then now() + least(power(2, least(f.failures + 1 - $2, 20)), ${longestWaitSeconds}) * interval '1 second' end
       where f.locked_until is null or f.locked_until <= now()`,
      [hash, free],
    );
    if (begun === 0) return secondsToWait(tx, hash);
  }
  return undefined;
};

const secondsToWait = async (tx: Tx, hash: Buffer): Promise<number> => {
  const [row] = await tx.query<{ seconds: number }>(
    `select ceil(extract(epoch from locked_until - now()))::int as seconds from sign_in_failures where subject = $1`,
    [hash],
  );
  return Math.max(1, row?.seconds ?? 1);
};

/** The credentials were right: nothing is held against the account any more. */
export const forgetFailures = async (tx: Tx, subject: AttemptSubject): Promise<void> => {
  for (const { subject: hash } of counted(subject)) {
    await tx.execute('delete from sign_in_failures where subject = $1', [hash]);
  }
};

/**
 * The password was right and a code is still to come: this attempt was no failure. Earlier ones stay, and so does a
 * wait, else asking for the code again and again would lift the wait that wrong codes brought.
 */
export const takeBackAttempt = async (tx: Tx, subject: AttemptSubject): Promise<void> => {
  for (const { subject: hash } of counted(subject)) {
    await tx.execute(
      'update sign_in_failures set failures = failures - 1 where subject = $1 and failures > 0',
      [hash],
    );
  }
};
