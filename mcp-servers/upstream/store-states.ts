import { instantText } from '../../core/instant-text.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { ServerState } from './store.ts';

/** How servers are, when they are looked at next, and how they were. */

export interface NewState {
  readonly name: string;
  readonly state: ServerState;
  readonly reason: string | null;
  /** When it is looked at next, by how often in a row it has failed. */
  nextMs(failures: number): number;
}

export interface StateChange {
  readonly before: ServerState;
}

const keptStates = 100;

/** Null: the server is gone. A change is kept as history. */
export const noteState = async (tx: Tx, spaceId: string, noted: NewState): Promise<StateChange | null> => {
  const [before] = await tx.query<{ state: ServerState; first: boolean; failures: number }>(
    'select state, checked_at is null as first, failures from mcp_servers where space_id = $1 and name = $2 for update',
    [spaceId, noted.name],
  );
  if (before === undefined) return null;
  const failures = noted.state === 'healthy' ? 0 : before.failures + 1;
  await tx.execute(
    `update mcp_servers set state = $3, reason = $4, checked_at = now(),
       since = case when state = $3 and checked_at is not null then since else now() end,
       failures = $5, next_check_at = now() + $6::float8 * interval '1 millisecond'
     where space_id = $1 and name = $2`,
    [spaceId, noted.name, noted.state, noted.reason, failures, noted.nextMs(failures)],
  );
  if (before.first || before.state !== noted.state) {
    await tx.execute(
      'insert into mcp_server_states (space_id, name, state, reason) values ($1, $2, $3, $4)',
      [spaceId, noted.name, noted.state, noted.reason],
    );
    await tx.execute(
      `delete from mcp_server_states where space_id = $1 and name = $2 and id < (
         select min(id) from (select id from mcp_server_states where space_id = $1 and name = $2
           order by id desc limit ${keptStates}) kept)`,
      [spaceId, noted.name],
    );
  }
  return { before: before.state };
};

export const readStates = async (tx: Tx, spaceId: string, name: string) => {
  const rows = await tx.query<{ state: ServerState; reason: string | null; at: Date }>(
    'select state, reason, at from mcp_server_states where space_id = $1 and name = $2 order by id desc limit 100',
    [spaceId, name],
  );
  return rows.map(({ state, reason, at }) => ({ state, reason, at: instantText(at) }));
};

export interface DueServer {
  readonly spaceId: string;
  readonly name: string;
}

/**
 * Over all spaces: those whose time has come, each for one process only. Whoever takes one has a while: when nothing
 * comes of it, another one looks.
 */
export const takeDueServers = async (tx: Tx, limit: number): Promise<DueServer[]> =>
  tx.query<DueServer>(
    `update mcp_servers m set next_check_at = now() + interval '2 minutes'
     from (select space_id, name from mcp_servers where next_check_at <= now()
           order by next_check_at limit $1 for update skip locked) due
     where m.space_id = due.space_id and m.name = due.name
     returning m.space_id as "spaceId", m.name`,
    [limit],
  );

export const msUntilDueServer = async (tx: Tx): Promise<number | null> => {
  const [row] = await tx.query<{ ms: number | null }>(
    'select (extract(epoch from min(next_check_at) - now()) * 1000)::float8 as ms from mcp_servers',
  );
  return row?.ms ?? null;
};

/** Somebody has noticed something: it is looked at soon, whatever was planned. */
export const bringForward = async (tx: Tx, spaceId: string, name: string): Promise<void> => {
  await tx.execute(
    `update mcp_servers set next_check_at = least(next_check_at, now())
     where space_id = $1 and name = $2 and (checked_at is null or checked_at < now() - interval '2 seconds')`,
    [spaceId, name],
  );
};
