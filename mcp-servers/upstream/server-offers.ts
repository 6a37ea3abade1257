import { callerId } from '../../core/caller.ts';
import { HubError, isHubError } from '../../core/errors.ts';
import type { ConnectionSigner, ToolCaller, WantedConnection } from '../../core/ports.ts';
import type { Offer, OfferedPage, OfferedResources, Offers, Values } from '../serve/offer.ts';
import type { ApprovedTools } from './approved-tools.ts';
import { outcomeOf, requestUpstream, type CallDeps } from './call-tool.ts';
import type { ServerChecks } from './check.ts';
import { again, within, type Ask } from './ask.ts';
import { cleaned } from './clean-values.ts';
import { offeredTools } from './offered-tools.ts';
import { withoutUnseen } from './plain-words.ts';
import type { ServerFacts, ServerRow } from './store.ts';
import type { SessionWish } from './sessions.ts';
import type { Watching } from './watching.ts';

export interface ServerOffersDeps extends CallDeps {
  readonly approved: ApprovedTools;
  readonly signer: ConnectionSigner;
  readonly watching: Watching;
  readonly askOlder: ServerChecks['askOlder'];
}

/** Whole servers, for toolsets that name one: all that it has, as it has it, but for tools that nobody has approved. */
export interface ServerOffers {
  /** Over the connection that is named; else a person's own, else the default one. */
  find(caller: ToolCaller, server: string, connection?: WantedConnection): Promise<Offer | undefined>;
  watch: Offers['watch'];
}

export const openServerOffers = (deps: ServerOffersDeps): ServerOffers => ({
  find: async (caller, server, connection) => {
    const row = await deps.servers.get(caller.spaceId, server).catch(nothing);
    if (row === undefined) return undefined;
    const { spaceId } = caller;
    const connectionId = await connectionFor(deps.signer, { caller, server, connection });
    const as = { spaceId, server, connectionId, callerId: callerId(caller.caller) };
    const newest = offerIn(deps, row, { ...as, era: 'newest' });
    if (row.prior?.era !== 'modern' || row.facts?.older === null) return newest;
    const inOlder = async (): Promise<Offer> => {
      const isAsked = row.facts?.older !== undefined || row.state !== 'healthy';
      const known = isAsked ? row : await withOlder(deps, row, spaceId);
      return known.facts?.older ? offerIn(deps, known, { ...as, era: 'legacy' }) : newest;
    };
    return { ...newest, older: inOlder };
  },
  watch: deps.watching.watch,
});

/** The first one who calls it in that era waits until it is known what it is there. */
const withOlder = async (
  { servers, askOlder }: ServerOffersDeps,
  { name }: ServerRow,
  spaceId: string,
): Promise<ServerRow> => {
  await askOlder(spaceId, name);
  servers.forget();
  return servers.get(spaceId, name);
};

type Asker = Pick<SessionWish, 'spaceId' | 'server' | 'connectionId' | 'callerId' | 'era'>;

/** What it has in one of its eras. */
const offerIn = (deps: ServerOffersDeps, row: ServerRow, as: Asker): Offer => {
  const { spaceId, server, era } = as;
  const facts: ServerFacts | null = era === 'legacy' ? (row.facts?.older ?? row.facts) : row.facts;
  const ask: Ask = (method, params, rest) =>
    requestUpstream(deps, { ...as, method, params, exchange: undefined, repeatable: true, ...rest });
  const has = facts?.capabilities ?? {};
  const wish = { ...as, revision: row.revision, capabilities: {} };
  return {
    name: server,
    title: row.title,
    version: versionOf(facts),
    instructions: facts?.instructions === undefined ? undefined : withoutUnseen(facts.instructions),
    tools: offeredTools(deps, { spaceId, server, era, ask }),
    resources: has['resources'] === undefined ? undefined : resources(deps, { ask, wish, has }),
    prompts:
      has['prompts'] === undefined
        ? undefined
        : {
            list: (cursor) => page(ask, 'prompts/list', { field: 'prompts', cursor }),
            get: async (prompt, given, exchange) =>
              outcomeOf(
                await ask(
                  'prompts/get',
                  { name: prompt, arguments: given, ...again(exchange) },
                  within(exchange),
                ),
              ),
          },
    complete: (params, exchange) => ask('completion/complete', params, { signal: exchange.signal }),
    // Some complete without saying so. Nobody is told that they do; who asks all the same is answered by the server.
    completesUnsaid: has['completions'] === undefined,
    logging: has['logging'] !== undefined,
  };
};

const connectionFor = async (
  signer: ConnectionSigner,
  wanted: {
    readonly caller: ToolCaller;
    readonly server: string;
    readonly connection: WantedConnection;
  },
): Promise<string | null> => {
  const { server, connection } = wanted;
  const { spaceId, caller } = wanted.caller;
  if (connection !== undefined || caller.kind !== 'user') {
    const found = await signer.find(spaceId, server, connection);
    if (found === null && connection !== undefined) throw noConnection(server);
    return found;
  }
  const own = await signer.find(spaceId, server, { of: caller.userId });
  return own ?? signer.find(spaceId, server, undefined);
};

const noConnection = (server: string): HubError =>
  new HubError(
    'connection_not_ready',
    `There is no such connection for "${server}", or it belongs to somebody else. Make one.`,
  );

const versionOf = (facts: ServerFacts | null): string => {
  const version = facts?.server['version'];
  return typeof version === 'string' ? version : '1';
};

const nothing = (error: unknown): undefined => {
  if (isHubError(error, 'not_found')) return undefined;
  throw error;
};

const listMs = 30_000;

/** Passed on page by page: what the server keeps for whom is its business. */
const page = async (
  ask: Ask,
  method: string,
  { field, cursor }: { readonly field: string; readonly cursor: string | undefined },
): Promise<OfferedPage> => {
  const answer = await ask(method, cursor === undefined ? {} : { cursor }, {
    signal: AbortSignal.timeout(listMs),
  });
  const items = Array.isArray(answer[field]) ? (answer[field] as Values[]) : [];
  const { nextCursor, ttlMs } = answer;
  return {
    items: items.flatMap(fit),
    ...(typeof nextCursor === 'string' ? { nextCursor } : {}),
    ttlMs: typeof ttlMs === 'number' ? ttlMs : 0,
  };
};

const fit = (item: Values): Values[] => {
  try {
    return [cleaned(item).value];
  } catch (error) {
    if (isHubError(error, 'upstream_failed')) return [];
    throw error;
  }
};

interface ResourceParts {
  readonly ask: Ask;
  readonly wish: SessionWish;
  readonly has: Values;
}

const resources = ({ watching }: ServerOffersDeps, { ask, wish, has }: ResourceParts): OfferedResources => ({
  list: (cursor) => page(ask, 'resources/list', { field: 'resources', cursor }),
  templates: (cursor) => page(ask, 'resources/templates/list', { field: 'resourceTemplates', cursor }),
  read: async (uri, exchange) => {
    const result = await ask('resources/read', { uri, ...again(exchange) }, within(exchange));
    const { ttlMs } = result;
    return { ...outcomeOf(result), ...(typeof ttlMs === 'number' ? { ttlMs } : {}) };
  },
  ...((has['resources'] as { readonly subscribe?: unknown }).subscribe === true
    ? {
        subscribe: (uri: string) => watching.subscribe(wish, uri),
        unsubscribe: (uri: string) => watching.unsubscribe(wish, uri),
      }
    : {}),
});
