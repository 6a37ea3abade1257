import { instantText } from '../../core/instant-text.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';
import { noVariables, type VariableSet, type VariableValues } from './variable-set.ts';

interface VariableRow {
  readonly name: string;
  readonly value: string;
  readonly setBy: string;
  readonly setByName: string;
  readonly setAt: Date;
  /** Flows in use that read it. */
  readonly usedBy: string[];
}

const shown = (row: VariableRow) => ({
  name: row.name,
  value: JSON.parse(row.value) as unknown,
  setBy: row.setBy,
  setByName: row.setByName,
  setAt: instantText(row.setAt),
  usedBy: row.usedBy,
});
export type Variable = ReturnType<typeof shown>;

const columns = `v.name, v.value, v.set_by as "setBy", v.set_by_name as "setByName", v.set_at as "setAt",
  array(select u.flow from flow_variable_uses u where u.space_id = v.space_id and u.name = v.name
    order by u.flow) as "usedBy"`;

export const variableSorts = ['name', 'setAt'] as const;

export const listVariables = async (tx: Tx, spaceId: string, list: ListQuery): Promise<Page<Variable>> =>
  readPage<VariableRow, Variable>(
    tx,
    {
      select: columns,
      from: 'flow_variables v',
      where: [['v.space_id = ?', spaceId], ['v.until is null']],
      sorts: { name: { sql: 'v.name', type: 'text' }, setAt: { sql: 'v.set_at', type: 'timestamptz' } },
      id: 'v.name',
      search: ['v.name', 'v.value'],
      item: shown,
    },
    list,
  );

export const findVariable = async (tx: Tx, spaceId: string, name: string): Promise<Variable | undefined> => {
  const [row] = await tx.query<VariableRow>(
    `select ${columns} from flow_variables v where v.space_id = $1 and v.name = $2 and v.until is null`,
    [spaceId, name],
  );
  return row === undefined ? undefined : shown(row);
};

interface ValueRow {
  readonly name: string | null;
  readonly value: string;
}

const valuesIn = (rows: readonly ValueRow[]): VariableValues =>
  Object.freeze(
    Object.fromEntries(
      rows.flatMap(({ name, value }) => (name === null ? [] : [[name, JSON.parse(value) as unknown]])),
    ),
  );

/** The newest version, in one statement: number and values belong together. */
export const currentVariables = async (tx: Tx, spaceId: string): Promise<VariableSet> => {
  const rows = await tx.query<ValueRow & { readonly number: number }>(
    `select h.number, v.name, v.value from flow_variable_heads h
     left join flow_variables v on v.space_id = h.space_id and v.until is null where h.space_id = $1`,
    [spaceId],
  );
  const [first] = rows;
  return first === undefined ? noVariables : { number: first.number, values: valuesIn(rows) };
};

export const variablesAt = async (tx: Tx, spaceId: string, number: number): Promise<VariableSet> => {
  const rows = await tx.query<ValueRow>(
    `select name, value from flow_variables
     where space_id = $1 and since <= $2 and (until is null or until > $2)`,
    [spaceId, number],
  );
  return { number, values: valuesIn(rows) };
};

export const currentNames = async (tx: Tx, spaceId: string): Promise<string[]> => {
  const rows = await tx.query<{ name: string }>(
    'select name from flow_variables where space_id = $1 and until is null order by name',
    [spaceId],
  );
  return rows.map(({ name }) => name);
};

export interface PastValue {
  readonly value: unknown;
  readonly setBy: string;
  readonly setByName: string;
  readonly setAt: string;
  /** When it was deleted, and by whom; null where it is in use, or another value came in its place. */
  readonly deletedAt: string | null;
  readonly deletedByName: string | null;
}

/** What the variable was, the newest first. */
export const variableHistory = async (
  tx: Tx,
  spaceId: string,
  list: ListQuery & { readonly name: string },
): Promise<Page<PastValue>> =>
  readPage<
    VariableRow & { endedAt: Date | null; deletedBy: string | null; deletedByName: string | null },
    PastValue
  >(
    tx,
    {
      select: `value, set_by as "setBy", set_by_name as "setByName", set_at as "setAt", ended_at as "endedAt",
        deleted_by as "deletedBy", deleted_by_name as "deletedByName"`,
      from: 'flow_variables',
      where: [
        ['space_id = ?', spaceId],
        ['name = ?', list.name],
      ],
      sorts: { setAt: { sql: 'since', type: 'bigint' } },
      id: 'since::text',
      search: ['value', 'set_by_name'],
      item: (row) => ({
        value: JSON.parse(row.value) as unknown,
        setBy: row.setBy,
        setByName: row.setByName,
        setAt: instantText(row.setAt),
        deletedAt: row.deletedBy === null || row.endedAt === null ? null : instantText(row.endedAt),
        deletedByName: row.deletedByName,
      }),
    },
    list,
  );
