import { HubError } from '../core/errors.ts';
import { keepNewest } from '../core/keep-newest.ts';
import type { Clock, Hints } from '../core/ports.ts';
import type { Db } from '../platform/db/open.ts';
import { openTrusted } from '../platform/trusted.ts';
import { flowsChanged } from './deps.ts';
import type { FlowDocument } from './document/model.ts';
import type { Program } from './engine/program.ts';
import { fetchDraft, isFetched, keepDraft } from './resources/draft-text.ts';
import type { FlowResources } from './resources/open-resources.ts';
import { readResources } from './resources/store-resources.ts';
import { noFlow, readDraft } from './store-flows.ts';
import { findHead, requireVersion, type FlowHead } from './store-versions.ts';

/** A flow as runs need it: compiled once, and shared by all of them. */
export interface KnownFlow {
  readonly document: FlowDocument;
  readonly program: Program;
  /** Null for a draft. */
  readonly number: number | null;
  /** Of a draft, which may be another one when the run goes on: with what was fetched for it. */
  readonly draft: string | null;
  readonly state: 'active' | 'paused';
}

export interface KnownFlows {
  /** The version in use, one by its number, or what is being worked on. */
  get(spaceId: string, name: string, which: 'published' | 'draft' | number): Promise<KnownFlow>;
  close(): void;
}

type Compiled = Omit<KnownFlow, 'state'>;

const mostHeads = 5_000;
const mostPrograms = 500;

export const openKnownFlows = (deps: {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly resources: FlowResources;
}): KnownFlows => {
  const { db } = deps;
  const heads = openTrusted<FlowHead>({ clock: deps.clock, most: mostHeads });
  const programs = new Map<string, Promise<Compiled>>();
  const stop = deps.hints.on(flowsChanged, heads.forget);

  const headOf = (spaceId: string, name: string): Promise<FlowHead> =>
    heads.get(`${spaceId} ${name}`, () =>
      db.readInSpace(spaceId, async (tx) => {
        const found = await findHead(tx, spaceId, name);
        if (found === undefined) throw noFlow(name);
        return found;
      }),
    );

  const load = async (spaceId: string, name: string, number: number | null): Promise<Compiled> => {
    const { loadProgram } = await import('./load-program.ts');
    if (number !== null) {
      const version = await db.readInSpace(spaceId, async (tx) => ({
        text: (await requireVersion(tx, spaceId, { name, number })).text,
        resources: await readResources(tx, spaceId, { name, number }),
      }));
      return { ...(await loadProgram(name, version)), number, draft: null };
    }
    const { text } = await db.readInSpace(spaceId, (tx) => readDraft(tx, spaceId, name));
    const draft = await fetchDraft(deps.resources, spaceId, { name, text });
    return { ...(await loadProgram(name, draft)), number, draft: keepDraft(draft) };
  };

  return {
    get: async (spaceId, name, which) => {
      const head = await headOf(spaceId, name);
      const number = which === 'published' ? head.number : which === 'draft' ? null : which;
      if (which === 'published' && number === null) throw notPublished(name);
      // Numbers begin again where a flow was deleted and made anew: the stamp tells the two apart.
      const key = `${spaceId} ${name} ${head.stamp} ${number ?? `draft ${head.fence}`}`;
      const before = programs.get(key);
      const program = before ?? load(spaceId, name, number);
      keepNewest(programs, { key, value: program, most: mostPrograms });
      const forget = (): void => {
        if (programs.get(key) === program) programs.delete(key);
      };
      if (before === undefined)
        program.then(
          // What stands at addresses may be another text the next time.
          ({ draft }) => (draft !== null && isFetched(draft) ? forget() : undefined),
          forget,
        );
      return { ...(await program), state: head.state };
    },
    close: stop,
  };
};

const notPublished = (name: string): HubError =>
  new HubError('not_found', `The flow "${name}" has no version in use. Publish it first.`);
