import type { Tx } from '../../platform/db/open.ts';

export interface Letter {
  readonly idHash: string;
  /** The id of the request that it is about, as JSON. */
  readonly about: string;
  readonly message: string;
}

/** Of one session. A client that sends more has something wrong, and is not kept waiting for either. */
const mostLetters = 100;

export const leaveLetter = async (tx: Tx, spaceId: string, letter: Letter): Promise<void> => {
  await tx.execute(
    `insert into mcp_inbox (space_id, id_hash, about, message) select $1, $2, $3, $4
     where (select count(*) from mcp_inbox where space_id = $1 and id_hash = $2) < $5`,
    [spaceId, letter.idHash, letter.about, letter.message, mostLetters],
  );
};

/** Takes out what this process waits for; whoever deletes a letter has it. */
export const takeLetters = (
  tx: Tx,
  awaited: readonly { readonly idHash: string; readonly about: string }[],
): Promise<Letter[]> =>
  tx.query<Letter>(
    `delete from mcp_inbox using unnest($1::text[], $2::text[]) as awaited (id_hash, about)
     where mcp_inbox.id_hash = awaited.id_hash and mcp_inbox.about = awaited.about
     returning mcp_inbox.id_hash as "idHash", mcp_inbox.about, mcp_inbox.message`,
    [awaited.map(({ idHash }) => idHash), awaited.map(({ about }) => about)],
  );

/** For housekeeping: nobody waits for them any more. */
export const dropOldLetters = (tx: Tx): Promise<number> =>
  tx.execute(
    `delete from mcp_inbox where message_id in (
       select message_id from mcp_inbox where created_at < now() - interval '15 minutes' order by created_at limit 5000)`,
  );
