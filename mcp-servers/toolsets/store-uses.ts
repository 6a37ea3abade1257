import type { ToolsetUse, ToolsetUses } from '../../core/toolset-uses.ts';
import type { Tx } from '../../platform/db/open.ts';

interface Use {
  readonly name: string;
  readonly inUse: boolean;
}

interface UseRow extends Use {
  readonly operation: string;
}

/** Whether a content, as it is stored, can name something of these groups: most do not, and are not taken apart. */
const mentions = (content: string): string =>
  `exists (select from unnest($2::text[]) as grp
     where strpos(${content}, '"' || grp || '.') > 0 or strpos(${content}, '"server":"' || grp || '"') > 0)`;

/**
 * What toolsets name of some groups ($2) in a space ($1), each tool with its connection; a server that is offered whole
 * stands there as its name with a dot. A draft that is what is in use says nothing more.
 */
const named = `
  with stored as (
    select t.name, t.draft, v.content
    from toolsets t left join toolset_versions v
      on v.space_id = t.space_id and v.toolset = t.name and v.number = t.published_number
    where t.space_id = $1
  ), contents as (
    select name, true as in_use, content::json as content from stored where ${mentions('content')}
    union all
    select name, false, draft::json from stored where draft is distinct from content and ${mentions('draft')}
  ), named as (
    select c.name, c.in_use, tool ->> 'operation' as operation, tool ->> 'connection' as connection
    from contents c cross join lateral json_array_elements(c.content -> 'tools') as tool
    union all
    select name, in_use, (content ->> 'server') || '.', content ->> 'connection'
    from contents where content ->> 'server' is not null
  )`;

const ofGroup = `exists (select from unnest($2::text[]) as grp where starts_with(named.operation, grp || '.'))`;
const each = `name, bool_or(in_use) as "inUse"`;

export const toolsetUses: ToolsetUses<Tx> = {
  toolsetsUsing: async (tx, spaceId, operations) => {
    if (operations.length === 0) return new Map();
    const groups = new Set(operations.map((operation) => operation.slice(0, operation.indexOf('.'))));
    const rows = await tx.query<UseRow>(
      `${named} select asked.operation, ${each} from named join unnest($3::text[]) as asked (operation)
         on named.operation = asked.operation or named.operation = split_part(asked.operation, '.', 1) || '.'
       group by 1, 2 order by 1, 2`,
      [spaceId, [...groups], operations],
    );
    return new Map([...Map.groupBy(rows, (row) => row.operation)].map(([name, some]) => [name, shown(some)]));
  },

  toolsetsUsingConnector: async (tx, spaceId, connector) =>
    shown(
      await tx.query<Use>(`${named} select ${each} from named where ${ofGroup} group by 1 order by 1`, [
        spaceId,
        [connector],
      ]),
    ),

  toolsetsUsingConnection: async (tx, spaceId, { connector, names, isDefault }) =>
    shown(
      await tx.query<Use>(
        `${named} select ${each} from named
         where ${ofGroup} and (connection = any ($3::text[]) or ($4 and connection is null))
         group by 1 order by 1`,
        [spaceId, [connector], names, isDefault],
      ),
    ),
};

const shown = (rows: readonly Use[]): ToolsetUse[] =>
  rows.map(({ name, inUse }) => ({ name, state: inUse ? 'in use' : 'draft' }));
