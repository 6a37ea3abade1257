import { z } from 'zod';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { serversChanged } from '../../upstream/known-servers.ts';
import { requireServer } from '../../upstream/store.ts';
import type { ServerDeps } from './server-deps.ts';
import { serverName } from './shape.ts';

export const removeServer = ({ versions, hints, uses }: Pick<ServerDeps, 'versions' | 'hints' | 'uses'>) =>
  hubOperation({
    name: 'mcpServers.remove',
    summary: 'Remove an MCP server, its connector and all versions of it',
    description: 'The answer says what named its tools, and now names what is gone.',
    access: 'connectors.write',
    http: { method: 'DELETE', path: '/api/mcp-servers/{name}' },
    hints: { destructive: true, idempotent: true },
    input: z.strictObject({ name: serverName }),
    output: z.strictObject({ flows: z.array(z.string()), toolsets: z.array(toolsetUseSchema) }),
    run: async ({ name }, context) => {
      const { tx, spaceId } = context;
      await requireServer(tx, spaceId, name);
      await versions.remove(tx, spaceId, name);
      tx.afterCommit(() => hints.broadcast(serversChanged));
      const flows = await uses.flowsUsingConnector(tx, spaceId, name);
      const toolsets = await uses.toolsetsUsingConnector(tx, spaceId, name);
      context.audit(name, { flows, toolsets: toolsets.map((toolset) => toolset.name) });
      return { flows, toolsets };
    },
  });
