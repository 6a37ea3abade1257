import { addServer } from '../../mcp-servers/upstream/store.ts';
import type { Tx } from '../../platform/db/open.ts';

/** What a space of the tenant matrix has of others' MCP servers: one under the name of its connector, far from being looked at. */
export const addIdleServer = async (
  tx: Tx,
  spaceId: string,
  { slug, name }: { readonly slug: string; readonly name: string },
): Promise<void> => {
  const title = `canary-of-${slug} server`;
  const place = { url: 'https://nowhere.invalid/mcp', command: null, header: null };
  await addServer(tx, spaceId, { name, title, ...place, createdBy: 'usr_canary' });
  await tx.execute(
    "update mcp_servers set next_check_at = now() + interval '1 day' where space_id = $1 and name = $2",
    [spaceId, name],
  );
};

export const stateOfServers = `
  (select string_agg(concat(name, title, url, header, revision), ',' order by name) from mcp_servers where space_id = $1),`;
