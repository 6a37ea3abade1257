import { connectionNames } from '../connectors/store-names.ts';
import type { FoundOperation, OperationSearch } from '../core/flow-ports.ts';
import { keepNewest } from '../core/keep-newest.ts';
import type { Callable, Callables, Clock } from '../core/ports.ts';
import { findFlow } from '../flows/store-flows.ts';
import type { ToolIndex } from '../mcp-servers/search/open-index.ts';
import type { Db, Tx } from '../platform/db/open.ts';

export interface SearchParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly callables: Callables;
}

interface Searched {
  readonly at: number;
  readonly tools: readonly Callable[];
  readonly index: ToolIndex;
}

/** Whoever asks for a draft asks again soon; what has changed since is found a moment later. */
const freshMs = 30_000;
const mostSpaces = 8;
const schemaBytes = 1_500;

/** What of the hub's own a flow is for: all else would let a draft change the installation that runs it. */
const ofTheHub: ReadonlySet<string> = new Set(['approvals.request']);

/** The search that agents find tools by, over what flows can call. Loaded with the first question. */
export const openOperationSearch = ({ db, clock, callables }: SearchParts): OperationSearch => {
  const spaces = new Map<string, Promise<Searched>>();

  const open = async (spaceId: string): Promise<Searched> => {
    const { openIndex } = await import('../mcp-servers/search/open-index.ts');
    const listed = await callables.list(spaceId, { hub: true });
    const names = listed.filter(({ name, origin }) => origin !== 'hub' || ofTheHub.has(name));
    const found = await callables.findAll(
      spaceId,
      names.map(({ name }) => name),
    );
    const tools = found.filter((one) => one !== null);
    return { at: clock.monotonic(), tools, index: openIndex(tools) };
  };

  const searchedIn = async (spaceId: string): Promise<Searched> => {
    const before = await spaces.get(spaceId)?.catch(() => undefined);
    if (before !== undefined && clock.monotonic() - before.at < freshMs) return before;
    const opened = open(spaceId);
    keepNewest(spaces, { key: spaceId, value: opened, most: mostSpaces });
    return opened;
  };

  return {
    find: async (spaceId, words, most) => {
      const { compactSchema } = await import('../mcp-servers/search/compact-schema.ts');
      const { tools, index } = await searchedIn(spaceId);
      const hits = index.search(words, { limit: most }).flatMap(({ at }) => tools[at] ?? []);
      const groups = [...new Set(hits.map(({ group }) => group))];
      const { connections, flows } = await db.readInSpace(spaceId, async (tx) => ({
        connections: await connectionNames(tx, spaceId, groups),
        flows: await flowsAmong(tx, spaceId, hits),
      }));
      return hits.map((tool) => ({
        ...{ name: tool.name, title: tool.title, description: tool.description },
        input: compactSchema({ schema: tool.input, definitions: tool.definitions, budget: schemaBytes })
          .schema,
        readOnly: tool.hints.readOnly,
        connections: connections.get(tool.group) ?? [],
        ...flows.get(tool.name),
      }));
    },
  };
};

/** A flow is run, not called: that takes its namespace as well. */
const flowsAmong = async (
  tx: Tx,
  spaceId: string,
  hits: readonly Callable[],
): Promise<ReadonlyMap<string, Pick<FoundOperation, 'flow'>>> => {
  const found = new Map<string, Pick<FoundOperation, 'flow'>>();
  for (const { origin, name: callable } of hits) {
    if (origin !== 'flow') continue;
    const flow = await findFlow(tx, spaceId, callable.slice(callable.indexOf('.') + 1));
    if (flow !== undefined) found.set(callable, { flow: { namespace: flow.namespace, name: flow.name } });
  }
  return found;
};
