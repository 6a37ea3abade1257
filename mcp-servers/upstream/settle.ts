import type { EventBus, ServerConnectors } from '../../core/ports.ts';
import { delayAfter } from '../../platform/backoff.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { OperationPlan } from '../../core/connector.ts';
import type { ListedTool, Listing } from './listing.ts';
import type { Looked } from './look.ts';
import { hashOf, olderOperations, planHash, planOf } from './plan.ts';
import { noteSeen, noteSignIn, type OlderHalf, type ServerRow } from './store.ts';
import { noteState } from './store-states.ts';

export interface SettleDeps {
  readonly versions: ServerConnectors<Tx>;
  readonly events: EventBus<Tx>;
}

export type Settled = Pick<
  ServerRow,
  'name' | 'title' | 'url' | 'header' | 'signIn' | 'keptHash' | 'tools' | 'facts' | 'createdBy'
>;

const healthyMs = 5 * 60_000;
const signInMs = 15 * 60_000;

/** Writes down what a look has found: the state, the lists, a version of the connector where there is something new. */
export const settle = async (
  deps: SettleDeps,
  { tx, spaceId }: { readonly tx: Tx; readonly spaceId: string },
  { server, looked }: { readonly server: Settled; readonly looked: Looked },
): Promise<void> => {
  const at = { tx, spaceId };
  if (looked.kind === 'seen') await settleSeen(deps, at, { server, looked });
  if (looked.kind === 'needs_sign_in' && looked.signIn !== null)
    await settleSignIn(deps, at, { server, signIn: looked.signIn });
  await settleState(deps, at, { server, looked });
};

/** What the version of a server is made of before anybody could look at it, so that there can be a connection. */
export const emptyPlan = (server: Settled) =>
  planOf({ ...server, client: undefined, listing: { tools: [], skipped: [] } });

interface Place {
  readonly tx: Tx;
  readonly spaceId: string;
}

type Seen = Extract<Looked, { kind: 'seen' }>;

const settleSeen = async (
  { versions, events }: SettleDeps,
  { tx, spaceId }: Place,
  { server, looked }: { readonly server: Settled; readonly looked: Seen },
): Promise<void> => {
  const { name, url } = server;
  const { listing, prior, facts } = looked;
  const older = olderOf(looked, server);
  const inUse = older ? await versions.tools(tx, spaceId, name) : [];
  const plan = planOf({ ...server, client: facts, listing, older: operationsOf(looked, older, inUse) });
  const keptHash = planHash(plan);
  const tools = hashesOf(listing.tools);
  const [resources, prompts] = stampsOf(listing);
  const both = (stamp: string, other: string | undefined): string =>
    other === undefined ? stamp : hashOf({ stamp, other });
  await noteSeen(tx, spaceId, {
    ...{ name, prior, facts: { ...facts, older }, tools, keptHash },
    ...{ resources: listing.resources, templates: listing.templates, prompts: listing.prompts },
    skipped: skippedIn(looked),
    stamps: [
      both(hashOf(tools), older ? hashOf(older.tools) : undefined),
      both(resources, older?.stamps[0]),
      both(prompts, older?.stamps[1]),
    ],
  });
  // What was made a version once is not made one again, whatever somebody has decided about it.
  if (keptHash === server.keptHash) return;
  const { version, state } = await versions.keep(tx, spaceId, {
    ...{ name, plan, sourceUrl: url, createdBy: server.createdBy },
  });
  const changes = changesOf(inBoth(server.tools, server.facts?.older), inBoth(tools, older));
  // What came with the registration is news to nobody.
  if (
    server.keptHash === null ||
    state === 'unchanged' ||
    Object.values(changes).every((list) => list.length === 0)
  )
    return;
  await events.publish(tx, spaceId, [
    { type: 'mcp.server.tools.changed', subject: name, data: { name, version, state, ...changes } },
  ]);
};

/** What was not looked at this time, or could not be, is taken to be as it was. */
const olderOf = ({ older, prior }: Seen, { facts }: Settled): OlderHalf | null | undefined => {
  if (prior.era === 'legacy') return undefined;
  if (older === 'unasked') return facts?.older;
  if (older === 'unknown') return facts?.older ?? null;
  if (older === null) return null;
  const { listing } = older;
  return { ...older.facts, tools: hashesOf(listing.tools), stamps: stampsOf(listing) };
};

const operationsOf = (
  { older: seen, listing }: Seen,
  older: OlderHalf | null | undefined,
  inUse: readonly OperationPlan[],
): readonly OperationPlan[] =>
  seen !== null && typeof seen === 'object'
    ? olderOperations(seen.listing.tools, listing.tools)
    : inUse.filter(({ tool }) => tool?.era === 'legacy' && older?.tools[tool.name] === tool.hash);

const skippedIn = ({ listing, older }: Seen): Listing['skipped'] => {
  if (typeof older !== 'object' || older === null) return listing.skipped;
  const known = new Set(listing.skipped.map((each) => JSON.stringify(each)));
  return [...listing.skipped, ...older.listing.skipped.filter((each) => !known.has(JSON.stringify(each)))];
};

const stampsOf = ({ resources, templates, prompts }: Listing): OlderHalf['stamps'] => [
  hashOf({ resources, templates }),
  hashOf({ prompts }),
];

const hashesOf = (tools: readonly ListedTool[]): Hashes =>
  Object.fromEntries(tools.map((tool) => [tool.name, hashOf(tool.given)]));

/** One that changes in either era has changed. */
const inBoth = (tools: Hashes, older: OlderHalf | null | undefined): Hashes => ({
  ...tools,
  ...Object.fromEntries(
    Object.entries(older?.tools ?? {}).map(([name, hash]) => [
      name,
      tools[name] === hash ? hash : `${tools[name] ?? ''} ${hash}`,
    ]),
  ),
});

type Hashes = Readonly<Record<string, string>>;
const mostNamed = 50;

const changesOf = (before: Hashes, now: Hashes) => {
  const has = (tools: Hashes, name: string) => Object.hasOwn(tools, name);
  const names = Object.keys(now);
  return {
    added: names.filter((name) => !has(before, name)).slice(0, mostNamed),
    changed: names.filter((name) => has(before, name) && before[name] !== now[name]).slice(0, mostNamed),
    removed: Object.keys(before)
      .filter((name) => !has(now, name))
      .slice(0, mostNamed),
  };
};

/** A server that nobody can look at any more keeps its tools: only how to sign in is new. */
const settleSignIn = async (
  { versions }: SettleDeps,
  { tx, spaceId }: Place,
  { server, signIn }: { readonly server: Settled; readonly signIn: NonNullable<Settled['signIn']> },
): Promise<void> => {
  const { name, url, createdBy } = server;
  const operations = await versions.tools(tx, spaceId, name);
  const plan = { ...emptyPlan({ ...server, signIn }), operations };
  const keptHash = planHash(plan);
  await noteSignIn(tx, spaceId, { name, signIn, keptHash });
  if (keptHash !== server.keptHash)
    await versions.keep(tx, spaceId, { name, plan, sourceUrl: url, createdBy });
};

const settleState = async (
  { events }: SettleDeps,
  { tx, spaceId }: Place,
  { server, looked }: { readonly server: Settled; readonly looked: Looked },
): Promise<void> => {
  const { name } = server;
  const healthy = looked.kind === 'seen';
  const state = healthy ? 'healthy' : looked.kind;
  const reason = healthy ? null : looked.reason;
  const change = await noteState(tx, spaceId, {
    ...{ name, state, reason },
    nextMs: (failures) => nextMs(state, failures),
  });
  if (change === null) return;
  const was = change.before === 'healthy';
  if (healthy === was) return;
  await events.publish(tx, spaceId, [
    healthy
      ? { type: 'mcp.server.recovered', subject: name, data: { name } }
      : { type: 'mcp.server.down', subject: name, data: { name, state, reason } },
  ]);
};

const nextMs = (state: 'healthy' | 'down' | 'needs_sign_in', failures: number): number =>
  state === 'healthy'
    ? healthyMs * (0.9 + Math.random() / 5)
    : state === 'needs_sign_in'
      ? signInMs
      : delayAfter(failures, { firstMs: 15_000, maxMs: 15 * 60_000 }, Math.random());
