import type { Tx } from '../../platform/db/open.ts';
import { hashToken, newOpaqueToken } from './opaque-token.ts';

const linkMinutes = 15;

/** A link that signs one person in, once. Answers the token; the database keeps its hash. */
export const addSignInLink = async (tx: Tx, userId: string): Promise<string> => {
  const token = newOpaqueToken();
  await tx.execute(
    `insert into sign_in_links (token_hash, user_id, expires_at) values ($1, $2, now() + interval '${linkMinutes} minutes')`,
    [hashToken(token), userId],
  );
  return token;
};

/** Uses the link up, also when it is too old. */
export const takeSignInLink = async (tx: Tx, token: string): Promise<string | undefined> => {
  const [row] = await tx.query<{ userId: string; fresh: boolean }>(
    'delete from sign_in_links where token_hash = $1 returning user_id as "userId", expires_at > now() as fresh',
    [hashToken(token)],
  );
  return row?.fresh === true ? row.userId : undefined;
};
