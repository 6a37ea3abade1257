import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { requireCommand } from '../../upstream/connect.ts';
import { serversChanged } from '../../upstream/known-servers.ts';
import { lookAt } from '../../upstream/look.ts';
import { emptyPlan, settle } from '../../upstream/settle.ts';
import { addServer, findServer, requireServer, shownServer } from '../../upstream/store.ts';
import type { ServerDeps } from './server-deps.ts';
import {
  commandInput,
  headerInput,
  requireOnePlace,
  requireServerUrl,
  serverName,
  serverSchema,
  titleInput,
  urlInput,
} from './shape.ts';

export const registerServer = (deps: ServerDeps) =>
  hubOperation({
    name: 'mcpServers.register',
    summary: "Register somebody's MCP server",
    description:
      'Its tools become operations of a connector of the same name, which later changes only as somebody puts its ' +
      'versions into use. Give its `url`, or the name of a program that the owner of the installation lets run. One ' +
      'that wants somebody to sign in is registered too: make a connection of its connector next.',
    access: 'connectors.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/mcp-servers', status: 201 },
    input: z.strictObject({
      name: serverName,
      title: titleInput.optional(),
      url: urlInput.optional(),
      command: commandInput.optional(),
      header: headerInput,
    }),
    output: serverSchema,
    run: async (input, context) => {
      const { name, url = null, command = null, header } = input;
      const { spaceId, signal } = context;
      requireOnePlace(url, command);
      if (url !== null) requireServerUrl(url);
      if (command !== null) requireCommand(deps, command);
      const { look } = await deps.upstream();
      const at = { name, url, command, prior: null, spaceId, connectionId: null, older: false };
      const looked = await lookAt(look, at, signal);
      // Whoever registers it should know at once that nobody is there.
      if (looked.kind === 'down') throw looked.error;
      const server = looked.kind === 'seen' ? looked.facts.server : {};
      const title = input.title ?? titleOf(server) ?? name;
      const made = { name, title, url, command, header, createdBy: callerId(context.caller) };
      const row = await deps.db.inSpace(spaceId, async (tx) => {
        if ((await findServer(tx, spaceId, name)) !== undefined) throw exists(name);
        const settled = { ...made, signIn: null, keptHash: null, tools: {}, facts: null };
        await addServer(tx, spaceId, made);
        // There is nothing to be seen of it yet, and still there can be a connection.
        if (looked.kind === 'needs_sign_in' && looked.signIn === null)
          await deps.versions.keep(tx, spaceId, { ...made, plan: emptyPlan(settled), sourceUrl: url });
        await settle(deps, { tx, spaceId }, { server: settled, looked });
        tx.afterCommit(() => deps.hints.broadcast(serversChanged));
        return requireServer(tx, spaceId, name);
      });
      context.audit(name, { url, command, state: row.state, tools: Object.keys(row.tools).length });
      return shownServer(row);
    },
  });

const titleOf = (server: Readonly<Record<string, unknown>>): string | undefined => {
  const given = server['title'] ?? server['name'];
  const title =
    typeof given === 'string'
      ? given
          .replace(/\p{Cc}+/gu, ' ')
          .trim()
          .slice(0, 200)
      : '';
  return title === '' ? undefined : title;
};

const exists = (name: string): HubError =>
  new HubError('already_exists', `There is an MCP server "${name}" in this space.`, {
    problems: [{ path: 'name', message: 'is the name of another server' }],
  });
