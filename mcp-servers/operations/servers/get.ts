import { z } from 'zod';
import { toolsetUseSchema } from '../../../core/toolset-uses.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { readLists, requireServer, shownServer, type ServerRow } from '../../upstream/store.ts';
import { readStates } from '../../upstream/store-states.ts';
import type { ServerDeps } from './server-deps.ts';
import { serverName, serverSchema, shownSignIn, signInSchema, skippedSchema } from './shape.ts';

const item = z.record(z.string(), z.unknown());
const tool = z.strictObject({
  name: z.string(),
  operation: z
    .string()
    .nullable()
    .describe('The operation of the connector; null: nobody has put it into use.'),
  state: z.enum(['in use', 'new', 'changed', 'gone']),
  older: z.boolean().describe('It is there, or is another one, in the older era of the server only.'),
});

export const getServer = ({ versions, uses }: Pick<ServerDeps, 'versions' | 'uses'>) =>
  hubOperation({
    name: 'mcpServers.get',
    summary: 'One MCP server: how it is, what it offers, what of it waits to be looked at',
    description:
      'Tools that are new or have changed are called by nobody until a version of the connector that has them is in use.',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/mcp-servers/{name}' },
    input: z.strictObject({ name: serverName }),
    output: z.strictObject({
      server: serverSchema,
      about: item.nullable().describe('What it says of itself.'),
      capabilities: item,
      instructions: z.string().nullable(),
      signIn: signInSchema,
      tools: z.array(tool),
      resources: z.array(item),
      templates: z.array(item),
      prompts: z.array(item),
      skipped: z.array(skippedSchema),
      history: z.array(
        z.strictObject({ state: z.string(), reason: z.string().nullable(), at: z.iso.datetime() }),
      ),
      usedBy: z.array(z.string()).describe('Flows in use that call its tools.'),
      toolsets: z.array(toolsetUseSchema).describe('Toolsets that offer it whole, or any of its tools.'),
    }),
    run: async ({ name }, { tx, spaceId }) => {
      const row = await requireServer(tx, spaceId, name);
      const lists = await readLists(tx, spaceId, name);
      const inUse = await versions.tools(tx, spaceId, name);
      const copies = (items: readonly Readonly<Record<string, unknown>>[]) =>
        items.map((each) => ({ ...each }));
      return {
        server: shownServer(row),
        about: row.facts === null ? null : { ...row.facts.server },
        capabilities: { ...row.facts?.capabilities },
        instructions: row.facts?.instructions ?? null,
        signIn: shownSignIn(row.signIn),
        tools: toolsOf(row, inUse),
        resources: copies(lists.resources),
        templates: copies(lists.templates),
        prompts: copies(lists.prompts),
        skipped: lists.skipped.map((each) => ({ ...each })),
        history: await readStates(tx, spaceId, name),
        usedBy: await uses.flowsUsingConnector(tx, spaceId, name),
        toolsets: await uses.toolsetsUsingConnector(tx, spaceId, name),
      };
    },
  });

type InUse = Awaited<ReturnType<ServerDeps['versions']['tools']>>;

/** A tool that is another one in the server's older era is there twice, as its operation is. */
const toolsOf = ({ tools, facts }: ServerRow, inUse: InUse): z.input<typeof tool>[] => {
  const older = Object.entries(facts?.older?.tools ?? {}).filter(([name, hash]) => tools[name] !== hash);
  const listed = [
    ...Object.entries(tools).map(([name, hash]) => ({ name, hash, era: 'newest' })),
    ...older.map(([name, hash]) => ({ name, hash, era: 'legacy' })),
  ];
  const asListed = new Map(inUse.map((plan) => [`${plan.tool?.hash ?? ''} ${nameOf(plan)}`, plan]));
  const rest = new Map(inUse.map((plan) => [`${plan.tool?.era ?? 'newest'} ${nameOf(plan)}`, plan]));
  const found = listed.map(({ name, hash, era }) => {
    const same = asListed.get(`${hash} ${name}`);
    const key = `${same === undefined ? era : (same.tool?.era ?? 'newest')} ${name}`;
    const plan = same ?? rest.get(key);
    rest.delete(key);
    const state = plan === undefined ? 'new' : plan === same ? 'in use' : 'changed';
    return { name, operation: plan?.name ?? null, state, older: era === 'legacy' } as const;
  });
  const gone = [...rest.values()].map((plan) => ({
    ...{ name: nameOf(plan), operation: plan.name, state: 'gone' as const },
    older: plan.tool?.era === 'legacy',
  }));
  return [...found, ...gone].sort((one, other) => (one.name < other.name ? -1 : 1));
};

const nameOf = ({ tool: told, path }: InUse[number]): string => told?.name ?? path;
