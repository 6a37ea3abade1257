import type { Tx } from '../platform/db/open.ts';

/** For whoever gives out access to tools: throws unless the space has the toolset. What knows it is loaded when it is asked. */
export const requireToolset = async (tx: Tx, spaceId: string, name: string): Promise<void> => {
  const [{ hubAdmin }, toolsets] = await Promise.all([
    import('../mcp-servers/toolsets/hub-admin.ts'),
    import('../mcp-servers/toolsets/store-toolsets.ts'),
  ]);
  if (name !== hubAdmin) await toolsets.requireToolset(tx, spaceId, name);
};
