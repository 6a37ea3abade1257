import type { Tx } from '../../platform/db/open.ts';

export interface VariableChange {
  readonly name: string;
  readonly by: string;
  readonly byName: string;
}

/** For a change: nobody else changes variables of the space, or publishes a flow that reads some, until the end. */
export const holdVariables = async (tx: Tx, spaceId: string): Promise<void> => {
  await tx.execute(
    `insert into flow_variable_heads (space_id, number) values ($1, 0)
     on conflict (space_id) do update set number = flow_variable_heads.number`,
    [spaceId],
  );
};

/** A number is never used again, so that what a process keeps under it stays true. */
const nextVersion = async (tx: Tx, spaceId: string): Promise<number> => {
  const [row] = await tx.query<{ number: number }>(
    'update flow_variable_heads set number = number + 1 where space_id = $1 returning number',
    [spaceId],
  );
  return row?.number ?? 1;
};

/** Of held variables. */
export const writeVariable = async (
  tx: Tx,
  spaceId: string,
  { name, value, by, byName }: VariableChange & { readonly value: string },
): Promise<'created' | 'changed' | 'unchanged'> => {
  const [before] = await tx.query<{ value: string }>(
    'select value from flow_variables where space_id = $1 and name = $2 and until is null',
    [spaceId, name],
  );
  if (before?.value === value) return 'unchanged';
  const number = await nextVersion(tx, spaceId);
  await tx.execute(
    `update flow_variables set until = $3, ended_at = now()
     where space_id = $1 and name = $2 and until is null`,
    [spaceId, name, number],
  );
  await tx.execute(
    `insert into flow_variables (space_id, name, since, value, set_by, set_by_name)
     values ($1, $2, $3, $4, $5, $6)`,
    [spaceId, name, number, value, by, byName],
  );
  return before === undefined ? 'created' : 'changed';
};

/** Of held variables. */
export const endVariable = async (
  tx: Tx,
  spaceId: string,
  { name, by, byName }: VariableChange,
): Promise<void> => {
  const number = await nextVersion(tx, spaceId);
  await tx.execute(
    `update flow_variables set until = $3, ended_at = now(), deleted_by = $4, deleted_by_name = $5
     where space_id = $1 and name = $2 and until is null`,
    [spaceId, name, number, by, byName],
  );
};

export const sizeOfVariables = async (
  tx: Tx,
  spaceId: string,
): Promise<{ readonly count: number; readonly letters: number }> => {
  const [row] = await tx.query<{ count: number; letters: number }>(
    `select count(*)::int as count, coalesce(sum(length(value)), 0)::int as letters from flow_variables
     where space_id = $1 and until is null`,
    [spaceId],
  );
  return row ?? { count: 0, letters: 0 };
};

const atOnce = 10_000;

/** Values that were replaced or deleted 90 days ago, and that no run has begun with. Over all spaces, in the hub's own role. */
export const dropOldVariables = async (tx: Tx): Promise<number> =>
  tx.execute(
    `delete from flow_variables where ctid = any (array(
       select v.ctid from flow_variables v where v.ended_at < now() - interval '90 days'
         and not exists (select from flow_runs r
           where r.space_id = v.space_id and r.variables >= v.since and r.variables < v.until)
       limit ${atOnce}))`,
  );
