import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { noServer, requireServer, shownServer } from '../../upstream/store.ts';
import type { ServerDeps } from './server-deps.ts';
import { serverName, serverSchema } from './shape.ts';

export const refreshServer = ({ db, upstream }: Pick<ServerDeps, 'db' | 'upstream'>) =>
  hubOperation({
    name: 'mcpServers.refresh',
    summary: 'Look at an MCP server now, and take note of what it offers',
    description: 'Tools that are new or have changed make a version of its connector, as a draft.',
    access: 'connectors.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/mcp-servers/{name}/refresh' },
    hints: { idempotent: true },
    input: z.strictObject({ name: serverName }),
    output: serverSchema,
    run: async ({ name }, context) => {
      const { spaceId } = context;
      const { checks } = await upstream();
      const state = await checks.check(spaceId, name);
      if (state === null) throw noServer(name);
      context.audit(name, { state });
      return shownServer(await db.readInSpace(spaceId, (tx) => requireServer(tx, spaceId, name)));
    },
  });
