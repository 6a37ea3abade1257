import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { lookAt } from '../../upstream/look.ts';
import { requireServer } from '../../upstream/store.ts';
import type { ServerDeps } from './server-deps.ts';
import { lookedSchema, serverName, shownLook } from './shape.ts';

export const testServer = ({ db, upstream }: Pick<ServerDeps, 'db' | 'upstream'>) =>
  hubOperation({
    name: 'mcpServers.test',
    summary: 'Try whether an MCP server answers, with a connection',
    description: 'Nothing of what is found is kept. Without a connection it is tried with the default one.',
    access: 'connectors.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/mcp-servers/{name}/test' },
    hints: { idempotent: true },
    input: z.strictObject({
      name: serverName,
      connection: z.string().min(1).max(100).optional().describe('Id or name.'),
    }),
    output: lookedSchema,
    run: async ({ name, connection }, context) => {
      const { spaceId, signal } = context;
      const { look } = await upstream();
      const row = await db.readInSpace(spaceId, (tx) => requireServer(tx, spaceId, name));
      const connectionId = await look.signer.find(spaceId, name, connection);
      const looked = await lookAt(look, { ...row, prior: null, spaceId, connectionId, older: false }, signal);
      context.audit(name, { state: looked.kind });
      return shownLook(looked);
    },
  });
