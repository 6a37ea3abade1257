import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { listServers, serverSorts, serverStates } from '../../upstream/store.ts';
import { serverSchema } from './shape.ts';

export const listSpaceServers = () =>
  hubOperation({
    name: 'mcpServers.list',
    summary: "Others' MCP servers that this space has registered",
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/mcp-servers' },
    input: listInput(serverSorts, { state: z.enum(serverStates).optional() }, 'name'),
    output: page(serverSchema),
    run: async (list, { tx, spaceId }) => listServers(tx, spaceId, list),
  });
