import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { serversChanged } from '../../upstream/known-servers.ts';
import { changeServer, requireServer, shownServer } from '../../upstream/store.ts';
import { serversDue } from '../../upstream/server-clock.ts';
import type { ServerDeps } from './server-deps.ts';
import { headerInput, serverName, serverSchema, titleInput, urlInput } from './shape.ts';

export const updateServer = ({ hints }: Pick<ServerDeps, 'hints'>) =>
  hubOperation({
    name: 'mcpServers.update',
    summary: 'Change how an MCP server is called and where it is',
    description: 'It stays at its host: what is entered for one place is never sent to another.',
    access: 'connectors.write',
    http: { method: 'PATCH', path: '/api/mcp-servers/{name}' },
    input: z.strictObject({
      name: serverName,
      title: titleInput.optional(),
      url: urlInput.optional(),
      header: headerInput.unwrap().optional(),
    }),
    output: serverSchema,
    run: async (input, context) => {
      const { tx, spaceId } = context;
      const { name } = input;
      const before = await requireServer(tx, spaceId, name);
      const url = input.url ?? before.url;
      if (url !== before.url) requireSameHost(before.url, url);
      await changeServer(tx, spaceId, {
        ...{ name, url },
        title: input.title ?? before.title,
        header: input.header === undefined ? before.header : input.header,
      });
      tx.afterCommit(() => {
        hints.broadcast(serversChanged);
        hints.send(serversDue);
      });
      context.audit(name, { fields: Object.keys(input).filter((field) => field !== 'name') });
      return shownServer(await requireServer(tx, spaceId, name));
    },
  });

const requireSameHost = (before: string | null, after: string | null): void => {
  if (before !== null && after !== null && new URL(before).origin === new URL(after).origin) return;
  throw new HubError(
    'input_invalid',
    'The server would be at another host, and its connections belong to this one. Register it anew.',
    { problems: [{ path: 'url', message: 'must stay at the same host' }] },
  );
};
