import type { OperationPlan } from '../../core/connector.ts';
import { keepNewest } from '../../core/keep-newest.ts';
import type { Clock, ServerConnectors } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { openTrusted } from '../../platform/trusted.ts';
import type { Values } from '../serve/offer.ts';
import { definitionOf } from './plan.ts';

/** A tool that somebody has put into use, as its server lists it. */
export interface ApprovedTool {
  readonly plan: OperationPlan;
  readonly definition: Values;
}

export interface ApprovedTools {
  /**
   * By the server's own names, as they were at most a second ago. There may be two of one name: as it is in either era.
   */
  of(spaceId: string, server: string): Promise<ReadonlyMap<string, readonly ApprovedTool[]>>;
  close(): void;
}

interface Entry {
  readonly version: number | null;
  readonly tools: Promise<ReadonlyMap<string, readonly ApprovedTool[]>>;
}

const mostServers = 500;

export const openApprovedTools = (deps: {
  readonly db: Db;
  readonly clock: Clock;
  readonly versions: ServerConnectors<Tx>;
}): ApprovedTools => {
  const known = new Map<string, Entry>();
  const checked = openTrusted<number | null>({ clock: deps.clock, most: mostServers });
  const unhook = deps.versions.onChange(checked.forget);

  const load: ApprovedTools['of'] = async (spaceId, server) => {
    const plans = await deps.db.readInSpace(spaceId, (tx) => deps.versions.tools(tx, spaceId, server));
    const byName = plans.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    const tools = byName.map((plan) => ({ plan, definition: definitionOf(plan) }));
    return Map.groupBy(tools, ({ plan }) => plan.tool?.name ?? '');
  };

  return {
    of: async (spaceId, server) => {
      const key = `${spaceId} ${server}`;
      const version = await checked.get(key, () =>
        deps.db.readInSpace(spaceId, (tx) => deps.versions.version(tx, spaceId, server)),
      );
      const before = known.get(key);
      if (before?.version === version) return before.tools;
      const tools = load(spaceId, server);
      keepNewest(known, { key, value: { version, tools }, most: mostServers });
      tools.catch(() => known.delete(key));
      return tools;
    },
    close: unhook,
  };
};
