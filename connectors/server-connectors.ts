import type { EventBus, Hints, ServerConnectors } from '../core/ports.ts';
import type { Tx } from '../platform/db/open.ts';
import { connectorsChanged } from './deps.ts';
import { keepVersion } from './keep-version.ts';
import { deleteConnector, findConnector } from './store-connectors.ts';
import { readOperations } from './store-versions.ts';

/** Others' MCP servers as connectors: whoever watches the servers hands over what they offer. */
export const openServerConnectors = ({
  events,
  hints,
}: {
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
}): ServerConnectors<Tx> => {
  const changed = (tx: Tx): void => tx.afterCommit(() => hints.broadcast(connectorsChanged));
  const version: ServerConnectors<Tx>['version'] = async (tx, spaceId, name) =>
    (await findConnector(tx, spaceId, name))?.version ?? null;
  return {
    version,
    keep: async (tx, spaceId, { name, plan, sourceUrl, createdBy }) => {
      const kept = await keepVersion({ tx, events }, spaceId, {
        ...{ name, plan, sourceUrl, createdBy, overlay: null, documentKey: null },
        ...{ origin: 'mcp', replacesEmpty: true },
      });
      changed(tx);
      return { version: kept.version, state: kept.state };
    },
    tools: async (tx, spaceId, name) => {
      const inUse = await version(tx, spaceId, name);
      return inUse === null ? [] : readOperations(tx, spaceId, { name, version: inUse });
    },
    remove: async (tx, spaceId, name) => {
      await deleteConnector(tx, spaceId, name);
      changed(tx);
      await events.publish(tx, spaceId, [{ type: 'connector.deleted', subject: name, data: { name } }]);
    },
    onChange: (heard) => hints.on(connectorsChanged, heard),
  };
};
