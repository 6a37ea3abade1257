import { checkService } from '../document/check-service.ts';
import type { Clock, Hints, Log, Running } from '../../../core/ports.ts';
import type { Db } from '../../../platform/db/open.ts';
import { startRounds } from '../../../platform/rounds.ts';
import { compilePipeline, shutPipeline } from './compile-pipeline.ts';
import type { Language } from '../document/language.ts';
import { pipelineSchema, type PipelineDocument } from '../document/pipeline.ts';
import type { Endpoint } from '../match/endpoints.ts';
import { openDocument, type DocumentVault } from '../saved/seal.ts';
import {
  readChangedDocuments,
  readDocumentRevisions,
  type SpaceRevision,
  type StoredDocument,
} from '../saved/store-changes.ts';
import { gatewayDocuments } from '../saved/topic.ts';
import { spaceRoutes, type SpaceRoutes, type TrafficTable } from './table.ts';
import type { RunningServices } from '../upstream/open-services.ts';
import type { RunningService } from '../upstream/running-service.ts';

export interface LiveTableDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: DocumentVault;
  readonly services: RunningServices;
  readonly language: Language;
  /** After a change has been taken over. */
  changed(table: TrafficTable): void;
  readonly pollMs?: number;
}

export interface LiveTable extends Running {
  now(): TrafficTable;
  service(spaceId: string, name: string): RunningService | undefined;
  /** Documents that cannot be run here, and why: what ran before goes on. */
  broken(spaceId: string): readonly BrokenDocument[];
}

export interface BrokenDocument {
  readonly name: string;
  readonly version: number;
  readonly reason: string;
}

interface LiveSpace {
  revision: number;
  slug: string;
  /** By the id of its document. */
  readonly pipelines: Map<string, { readonly name: string; readonly endpoints: readonly Endpoint[] }>;
  readonly services: Map<string, { readonly name: string; readonly service: RunningService }>;
  readonly broken: Map<string, BrokenDocument>;
}

const allAgainAfterMs = 12 * 3_600_000;

/**
 * The pipelines of all spaces, as they are in the database: by a hint at once, by looking within half a second. What changed is compiled
 * beside what runs, and takes its place as a whole; when the database is away, all goes on as it was.
 */
export const openLiveTable = async (deps: LiveTableDeps): Promise<LiveTable> => {
  const { db, hints, clock, log } = deps;
  const pollMs = deps.pollMs ?? 500;
  const live = new Map<string, LiveSpace>();
  const byName = new Map<string, ReadonlyMap<string, RunningService>>();
  let table: TrafficTable = { spaces: new Map() };
  let rung = false;
  let lookAt = clock.monotonic() + pollMs;
  let roundAt = clock.monotonic();
  let stopping = false;

  const takeService = (space: LiveSpace, stored: StoredDocument, document: unknown): void => {
    const { spaceId, name, version } = stored;
    // What its document leaves out has its usual value.
    const { service, problems } = checkService(document);
    const [first] = problems;
    if (service === null) throw new Error(`${first?.path ?? ''} ${first?.message ?? 'is no service'}`);
    const wanted = { spaceId, name, version, document: service };
    space.services.set(stored.id, { name, service: deps.services.serviceFor(wanted) });
  };

  const takePipeline = (space: LiveSpace, stored: StoredDocument, document: unknown): void => {
    const { id, name, version, spaceId } = stored;
    const { endpoints, problems } = compilePipeline(
      { id, name, version, document: document as PipelineDocument },
      { spaceId, slug: stored.spaceSlug, hasService: () => true },
      deps.language,
    );
    const [first] = problems;
    if (first !== undefined) throw new Error(`${first.path} ${first.message}`);
    space.pipelines.set(id, { name, endpoints });
  };

  /**
   * Nothing of it ran before, so it answers 503. Its endpoints stay its own: a request that its policies should have judged must
   * not find its way through another pipeline.
   */
  const shut = (space: LiveSpace, stored: StoredDocument): void => {
    const { id, name, version, spaceId } = stored;
    if (stored.kind === 'service' || space.pipelines.has(id)) return;
    const parsed = pipelineSchema.safeParse(stored.document);
    if (!parsed.success) return;
    const wanted = { id, name, version, document: parsed.data };
    space.pipelines.set(id, { name, endpoints: shutPipeline(wanted, { spaceId, slug: stored.spaceSlug }) });
  };

  const take = async (space: LiveSpace, stored: StoredDocument): Promise<void> => {
    const { id, name, version, spaceId } = stored;
    try {
      const document = await openDocument(stored.document, { vault: deps.vault, spaceId, id });
      (stored.kind === 'service' ? takeService : takePipeline)(space, stored, document);
      space.broken.delete(id);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      space.broken.set(id, { name, version, reason });
      shut(space, stored);
      log.error('traffic: a document cannot be run; what ran before goes on', {
        ...{ spaceId, kind: stored.kind, name, version, reason },
      });
    }
  };

  const follow = async ({ spaceId, slug, revision }: SpaceRevision): Promise<SpaceRoutes> => {
    const space = live.get(spaceId) ?? fresh(slug);
    const { changed, deleted } = await db.asSystem((tx) =>
      readChangedDocuments(tx, spaceId, space.slug === slug ? space.revision : 0),
    );
    for (const { id } of deleted) {
      space.pipelines.delete(id);
      space.services.delete(id);
      space.broken.delete(id);
    }
    for (const stored of changed) await take(space, stored);
    space.slug = slug;
    // More may have come since the revisions were read: then the next round finds them, and takes them again.
    space.revision = revision;
    live.set(spaceId, space);
    byName.set(spaceId, new Map([...space.services.values()].map(({ name, service }) => [name, service])));
    return spaceRoutes({
      spaceId,
      slug,
      endpoints: [...space.pipelines.values()].flatMap(({ endpoints }) => endpoints),
    });
  };

  const round = async (): Promise<void> => {
    lookAt = clock.monotonic() + pollMs;
    rung = false;
    const revisions = await db.asSystem(readDocumentRevisions);
    // What was deleted is told for some days only.
    if (clock.monotonic() - roundAt > allAgainAfterMs) live.clear();
    roundAt = clock.monotonic();
    const spaces = new Map(table.spaces);
    let changes = 0;
    const there = new Set(revisions.map(({ spaceId }) => spaceId));
    for (const [slug, { spaceId }] of table.spaces) {
      if (there.has(spaceId) && live.get(spaceId)?.slug === slug) continue;
      spaces.delete(slug);
    }
    for (const spaceId of live.keys()) {
      if (there.has(spaceId)) continue;
      live.delete(spaceId);
      byName.delete(spaceId);
      changes += 1;
    }
    for (const one of revisions) {
      const known = live.get(one.spaceId);
      if (known?.revision === one.revision && known.slug === one.slug) continue;
      if (known !== undefined && known.slug !== one.slug) spaces.delete(known.slug);
      spaces.set(one.slug, await follow(one));
      changes += 1;
    }
    if (changes === 0) return;
    table = { spaces };
    deps.services.keep(
      new Set([...live.values()].flatMap(({ services }) => [...services.values()].map((one) => one.service))),
    );
    deps.changed(table);
  };

  await round();
  const rounds = startRounds({
    what: 'traffic documents',
    log,
    dueIn: () => (rung ? 0 : lookAt - clock.monotonic()),
    round,
    phase: () => (stopping ? 'over' : 'on'),
  });
  const unhook = hints.on(gatewayDocuments, () => {
    rung = true;
    rounds.ring();
  });

  return {
    now: () => table,
    service: (spaceId, name) => byName.get(spaceId)?.get(name),
    broken: (spaceId) => [...(live.get(spaceId)?.broken.values() ?? [])],
    stop: async () => {
      stopping = true;
      unhook();
      rounds.ring();
      await rounds.over;
    },
  };
};

const fresh = (slug: string): LiveSpace => ({
  ...{ revision: 0, slug, pipelines: new Map(), services: new Map(), broken: new Map() },
});
