import type { ComponentType } from 'react';
import { answer } from '../api/hub-client.ts';
import type { Hub } from '../api/hub-context.tsx';
import { asProblem } from '../api/problem.ts';
import type { Permission } from '../api/shapes.ts';
import { connectorPath } from '../connectors/connector-path.ts';
import { flowPath } from '../flows/flow-path.ts';
import { consumerPath } from '../gateway/consumers/consumer-path.ts';
import { routePath, servicePath } from '../gateway/gateway-path.ts';
import { spacePath } from '../location/space-path.ts';
import {
  IconClients,
  IconConnections,
  IconConnectors,
  IconFlows,
  IconGateway,
  IconRuns,
  IconServers,
  IconToolsets,
} from '../look/icons.ts';
import { serverPath } from '../mcp-servers/server-path.ts';
import type { MessageKey } from '../messages/translate.ts';
import { runPath } from '../runs/run-path.ts';
import { toolsetPath } from '../toolsets/toolset-path.ts';
import type { FoundObject } from './found-object.ts';

export interface ObjectKind {
  /** Its place in the cache, the same word that live events name. */
  readonly noun: string;
  readonly one: MessageKey;
  readonly many: MessageKey;
  /** Without it the kind is not asked for. */
  readonly permission: Permission;
  readonly icon: ComponentType<{ size?: number }>;
  /** Left out: whatever was typed may be found. */
  readonly mayHold?: (words: string) => boolean;
  search(hub: Hub, words: string, signal: AbortSignal): Promise<readonly FoundObject[]>;
}

/** More than are shown: the best title need not be what was changed last. */
const askedFor = 20;

const listOf = (q: string, signal: AbortSignal) => ({ signal, params: { query: { q, limit: askedFor } } });

interface Titled {
  readonly name: string;
  readonly title: string;
}

const titled = ({ name, title }: Titled, to: string): FoundObject => ({
  ...{ id: name, to },
  ...(title === '' || title === name ? { title: name, about: '' } : { title, about: name }),
});

type List = ReturnType<typeof listOf>;

/** For kinds whose page is found by the name. */
const byName =
  (
    read: (hub: Hub, list: List) => Promise<{ readonly items: readonly Titled[] }>,
    pathOf: (space: Hub['space'], name: string) => string,
  ): ObjectKind['search'] =>
  async (hub, q, signal) =>
    (await read(hub, listOf(q, signal))).items.map((one) => titled(one, pathOf(hub.space, one.name)));

/** A run has no name: whoever looks for one has its id, out of a log or a message. */
const runId = /^run_[0-9a-z]{26}$/;

/** What the palette looks for. A kind that has a search and a page is an entry here. */
export const objectKinds: readonly ObjectKind[] = [
  {
    ...{ noun: 'flows', one: 'palette.kind.flow', many: 'nav.flows' },
    ...{ permission: 'flows.read', icon: IconFlows },
    search: byName(({ client }, list) => answer(client.GET('/api/flows', list)), flowPath),
  },
  {
    ...{ noun: 'connectors', one: 'palette.kind.connector', many: 'nav.connectors' },
    ...{ permission: 'connectors.read', icon: IconConnectors },
    search: byName(({ client }, list) => answer(client.GET('/api/connectors', list)), connectorPath),
  },
  {
    ...{ noun: 'connections', one: 'palette.kind.connection', many: 'nav.connections' },
    ...{ permission: 'connections.read', icon: IconConnections },
    search: async ({ client, space }, q, signal) =>
      (await answer(client.GET('/api/connections', listOf(q, signal)))).items.map(
        ({ id, name, connector }) => ({
          ...{ id, title: name, about: connector },
          to: spacePath(space ?? '', `connections/${encodeURIComponent(id)}`),
        }),
      ),
  },
  {
    ...{ noun: 'toolsets', one: 'palette.kind.toolset', many: 'nav.toolsets' },
    ...{ permission: 'toolsets.read', icon: IconToolsets },
    search: byName(({ client }, list) => answer(client.GET('/api/toolsets', list)), toolsetPath),
  },
  {
    ...{ noun: 'mcp-servers', one: 'palette.kind.mcpServer', many: 'nav.mcpServers' },
    ...{ permission: 'connectors.read', icon: IconServers },
    search: byName(({ client }, list) => answer(client.GET('/api/mcp-servers', list)), serverPath),
  },
  {
    ...{ noun: 'pipelines', one: 'palette.kind.route', many: 'gateway.routes' },
    ...{ permission: 'traffic.read', icon: IconGateway },
    search: byName(({ client }, list) => answer(client.GET('/api/pipelines', list)), routePath),
  },
  {
    ...{ noun: 'services', one: 'palette.kind.service', many: 'gateway.services' },
    ...{ permission: 'traffic.read', icon: IconGateway },
    search: byName(({ client }, list) => answer(client.GET('/api/services', list)), servicePath),
  },
  {
    ...{ noun: 'consumers', one: 'palette.kind.consumer', many: 'consumers.all' },
    ...{ permission: 'consumers.read', icon: IconClients },
    search: async ({ client, space }, q, signal) =>
      (await answer(client.GET('/api/consumers', listOf(q, signal)))).items.map((one) => ({
        ...titled(one, consumerPath(space, one.id)),
        id: one.id,
      })),
  },
  {
    ...{ noun: 'runs', one: 'palette.kind.run', many: 'nav.runs' },
    ...{ permission: 'flows.read', icon: IconRuns },
    mayHold: (words) => runId.test(words.toLowerCase()),
    search: async ({ client, space }, words, signal) => {
      const run = words.toLowerCase();
      try {
        const { flow } = await answer(client.GET('/api/runs/{run}', { signal, params: { path: { run } } }));
        return [{ id: run, title: run, about: flow, to: runPath(space, run) }];
      } catch (error) {
        // There is no such run here: nothing is found, and nothing is wrong.
        if (asProblem(error).status === 404) return [];
        throw error;
      }
    },
  },
];
