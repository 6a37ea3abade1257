import { nearestName } from '../../core/nearest-name.ts';
import type { FlowCatalogue } from '../../core/flow-ports.ts';
import type { Callable, Callables } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { findServer } from '../upstream/store.ts';
import { checkTool, type ToolSurroundings } from './check-tool.ts';
import type { ToolsetContent } from './content.ts';
import type { Finding } from './finding.ts';

export interface Findings {
  /** What keeps it from being published. */
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** What stands behind each tool; null: nothing. */
  readonly callables: readonly (Callable | null)[];
}

export interface CheckDeps {
  readonly db: Db;
  readonly callables: Callables;
  readonly catalogue: Pick<FlowCatalogue, 'near' | 'connection' | 'groups'>;
}

/** All that is wrong with a toolset, at once. */
export const checkToolset = async (
  deps: CheckDeps,
  spaceId: string,
  content: ToolsetContent,
): Promise<Findings> => {
  const { tools, server } = content;
  const callables = await deps.callables.findAll(
    spaceId,
    tools.map(({ operation }) => operation),
  );
  const surroundings: ToolSurroundings = {
    groups: tools.some(({ approval }) => approval !== undefined) ? await deps.catalogue.groups(spaceId) : [],
    connection: once((connector, name) => deps.catalogue.connection(spaceId, connector, name)),
    near: once((operation) => nearest(deps, spaceId, operation)),
  };
  const problems: Finding[] = [];
  const warnings: Finding[] = [];
  if (server !== undefined && tools.length > 0)
    problems.push({
      path: '/server',
      message: 'A toolset that offers a server whole has no tools of its own. Take one of the two away.',
    });
  if (server === undefined && tools.length === 0)
    problems.push({ path: '/tools', message: 'There are no tools. Add one at least.' });
  if (server !== undefined) problems.push(...(await checkServer(deps, spaceId, { ...content, server })));
  for (const [at, tool] of tools.entries()) {
    const found = await checkTool(tool, callables[at] ?? null, surroundings);
    const below = ({ path, ...finding }: Finding): Finding => ({ ...finding, path: `/tools/${at}${path}` });
    problems.push(...found.problems.map(below));
    warnings.push(...found.warnings.map(below));
  }
  problems.push(...sameNames(tools.map(({ name }) => name)));
  return { problems, warnings, callables };
};

const checkServer = async (
  { db, catalogue }: CheckDeps,
  spaceId: string,
  { server, connection }: Pick<ToolsetContent, 'connection'> & { readonly server: string },
): Promise<Finding[]> => {
  if ((await db.readInSpace(spaceId, (tx) => findServer(tx, spaceId, server))) === undefined)
    return [
      { path: '/server', message: `There is no MCP server "${server}" in this space. Register it first.` },
    ];
  if (connection === undefined || connection === 'caller') return [];
  if (await catalogue.connection(spaceId, server, connection)) return [];
  return [{ path: '/connection', message: `The server "${server}" has no connection "${connection}".` }];
};

const sameNames = (names: readonly string[]): Finding[] => {
  const first = new Map<string, number>();
  return names.flatMap((name, at) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, at);
      return [];
    }
    const message = `"${name}" is the name of tool ${before + 1}, too. Give one of them another name.`;
    return [{ path: `/tools/${at}/name`, message }];
  });
};

const nearest = async (
  { callables, catalogue }: CheckDeps,
  spaceId: string,
  name: string,
): Promise<readonly string[]> => {
  if (!name.startsWith('flow.')) return catalogue.near(spaceId, name);
  const flows = await callables.list(spaceId, { group: 'flow' });
  const found = nearestName(
    name,
    flows.map((flow) => flow.name),
  );
  return found === undefined ? [] : [found];
};

/** Many tools ask the same. */
const once = <Parts extends string[], Answer>(
  ask: (...parts: Parts) => Promise<Answer>,
): ((...parts: Parts) => Promise<Answer>) => {
  const known = new Map<string, Promise<Answer>>();
  return (...parts) => {
    const key = JSON.stringify(parts);
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = ask(...parts);
    known.set(key, answer);
    return answer;
  };
};
