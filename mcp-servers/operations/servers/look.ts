import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { requireCommand } from '../../upstream/connect.ts';
import { lookAt } from '../../upstream/look.ts';
import type { ServerDeps } from './server-deps.ts';
import {
  commandInput,
  lookedSchema,
  requireOnePlace,
  requireServerUrl,
  shownLook,
  urlInput,
} from './shape.ts';

export const lookAtServer = (deps: Pick<ServerDeps, 'upstream' | 'commands'>) =>
  hubOperation({
    name: 'mcpServers.look',
    summary: 'See what an MCP server offers, and how it wants to be signed in to, before it is registered',
    access: 'connectors.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/mcp-servers/look' },
    hints: { idempotent: true },
    input: z.strictObject({ url: urlInput.optional(), command: commandInput.optional() }),
    output: lookedSchema,
    run: async ({ url = null, command = null }, { spaceId, signal }) => {
      requireOnePlace(url, command);
      if (url !== null) requireServerUrl(url);
      if (command !== null) requireCommand(deps, command);
      const { look } = await deps.upstream();
      const at = { name: 'look', url, command, prior: null, spaceId, connectionId: null, older: false };
      return shownLook(await lookAt(look, at, signal));
    },
  });
