import { instantText } from '../../core/instant-text.ts';
import type { Clock } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import type { Held, Wanted } from '../document/elsewhere.ts';
import { readFlow, type FlowReading } from '../document/read-flow.ts';
import type { Secrets } from '../secrets.ts';
import type { IdentityProblem } from './identity.ts';
import { openKnownTexts } from './known-texts.ts';
import { digestOf, keyOf, lookUpIn, markOf, type Resource } from './resource.ts';
import { findCalled } from './store-resources.ts';

export interface FlowResources {
  /** Reads a text, with all that it takes from addresses. */
  read(spaceId: string, text: string, source: Source): Promise<WholeReading>;
  /** What is wrong with a secret as a client certificate; null when nothing is. */
  identity(spaceId: string, secret: string): Promise<IdentityProblem | null>;
}

/**
 * `publish` fetches everything anew; `check` takes what it has had a moment ago, and has less patience. A version brings
 * along what was fetched when it was published: nothing is fetched for it.
 */
export type Source = 'check' | 'publish' | readonly Resource[];

export interface WholeReading {
  readonly reading: FlowReading;
  readonly resources: readonly Resource[];
}

export interface ResourceDeps {
  readonly db: Db;
  readonly egress: Egress;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

const patience = {
  check: { eachMs: 3_000, totalMs: 6_000 },
  publish: { eachMs: 15_000, totalMs: 40_000 },
} as const;
const mostResources = 64;

/** What a flow takes from addresses. What fetches is loaded with the first flow that takes something. */
export const openResources = (deps: ResourceDeps): FlowResources => {
  const { db, clock, secrets } = deps;
  const texts = openKnownTexts(clock);
  let opened: Promise<(wanted: Wanted, fetching: Asking) => Promise<Held>> | undefined;
  const fetcher = () => (opened ??= openFetcher(deps));

  const hold = async (wanted: Wanted, asking: Asking): Promise<Held> => {
    if (wanted.kind === 'flow') return called(db, asking.spaceId, wanted);
    const fetch = async () => (await fetcher())(wanted, asking);
    return texts[asking.fresh ? 'renew' : 'get'](asking.spaceId, wanted, fetch);
  };

  return {
    read: async (spaceId, text, source) => {
      if (typeof source !== 'string')
        return { reading: await readFlow(text, lookUpIn(source)), resources: source };
      const { eachMs, totalMs } = patience[source];
      const held = new Map<string, Held>();
      let signal: AbortSignal | undefined;
      // Each round finds what the texts of the round before name. Reading itself bounds how deep that goes.
      for (;;) {
        const reading = await readFlow(text, (wanted) => held.get(keyOf(wanted)));
        const missing = new Map(reading.elsewhere.wanted.map((wanted) => [keyOf(wanted), wanted]));
        for (const key of held.keys()) missing.delete(key);
        if (missing.size === 0) return { reading, resources: kept(reading, held, instantText(clock.now())) };
        const asking = {
          spaceId,
          totalMs: eachMs,
          signal: (signal ??= AbortSignal.timeout(totalMs)),
          fresh: source === 'publish',
        };
        await Promise.all(
          [...missing].map(async ([key, wanted], at) => {
            held.set(key, held.size + at < mostResources ? await hold(wanted, asking) : tooMany(wanted));
          }),
        );
      }
    },
    identity: async (spaceId, secret) => {
      const { identityProblem } = await import('./identity.ts');
      return identityProblem({ secrets, clock }, spaceId, secret);
    },
  };
};

const tooMany = ({ address }: Wanted): Held => ({
  problem: `${address} was not read: a flow takes something from up to ${mostResources} addresses.`,
});

interface Asking {
  readonly spaceId: string;
  readonly totalMs: number;
  readonly signal: AbortSignal;
  readonly fresh: boolean;
}

const openFetcher = async ({ egress, clock, secrets }: ResourceDeps) => {
  const [{ openAuthorise }, { openSender }, { fetchResource }] = await Promise.all([
    import('../calls/auth/authorise.ts'),
    import('../calls/http/send.ts'),
    import('./fetch-resource.ts'),
  ]);
  const sender = openSender(egress, openAuthorise({ egress, clock }));
  return (wanted: Wanted, asking: Asking) => fetchResource({ sender, secrets }, wanted, asking);
};

/** `name:version@default`: the text of a published flow, told by its number. */
const called = async (db: Db, spaceId: string, { address }: Wanted): Promise<Held> => {
  const [, name = '', version = ''] = /^([^:]+):(.+)@default$/.exec(address) ?? [];
  const found = await db.readInSpace(spaceId, (tx) => findCalled(tx, spaceId, { name, version }));
  const problem = `This space has no published flow "${name}" of version ${version}, and the catalogue "default" holds those. Publish it, or name the catalogue that is meant under "use.catalogs".`;
  return found === undefined ? { problem } : { text: String(found.number), digest: digestOf(found.text) };
};

/** What was found of all that is wanted, each once. */
const kept = ({ elsewhere }: FlowReading, held: ReadonlyMap<string, Held>, fetchedAt: string): Resource[] => {
  const resources = new Map<string, Resource>();
  for (const wanted of elsewhere.wanted) {
    const key = keyOf(wanted);
    const one = held.get(key);
    if (one === undefined || 'problem' in one || resources.has(key)) continue;
    const { kind, address } = wanted;
    const { text, digest = digestOf(text) } = one;
    resources.set(key, { kind, address, mark: markOf(wanted), text, digest, fetchedAt });
  }
  return [...resources].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, resource]) => resource);
};
