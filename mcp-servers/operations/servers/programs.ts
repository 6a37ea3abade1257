import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { ServerDeps } from './server-deps.ts';

export const listPrograms = ({ commands }: Pick<ServerDeps, 'commands'>) =>
  hubOperation({
    name: 'mcpServers.programs',
    summary: 'Programs that the owner of the installation lets run as MCP servers',
    description:
      'By name only: nobody sees or changes here what command is behind a name. One is registered by `mcpServers.register` with its name as `command`.',
    access: 'connectors.write',
    http: { method: 'GET', path: '/api/mcp-programs' },
    hints: { readOnly: true },
    input: z.strictObject({}),
    output: z.strictObject({ programs: z.array(z.string()) }),
    run: async () => ({ programs: [...commands.keys()].toSorted() }),
  });
