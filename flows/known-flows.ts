import { HubError } from '../core/errors.ts';
import type { Clock, Hints } from '../core/ports.ts';
import type { Db } from '../platform/db/open.ts';
import { flowsChanged } from './deps.ts';
import type { FlowDocument } from './document/model.ts';
import type { Program } from './engine/program.ts';
import { noFlow, readDraft } from './store-flows.ts';
import { findHead, requireVersion, type FlowHead } from './store-versions.ts';

/** A flow as runs need it: compiled once, and shared by all of them. */
export interface KnownFlow {
  readonly document: FlowDocument;
  readonly program: Program;
  /** Null for a draft. */
  readonly number: number | null;
  /** Of a draft, which may be another one when the run goes on. */
  readonly draft: string | null;
  readonly state: 'active' | 'paused';
}

export interface KnownFlows {
  /** The version in use, one by its number, or what is being worked on. */
  get(spaceId: string, name: string, which: 'published' | 'draft' | number): Promise<KnownFlow>;
  close(): void;
}

type Compiled = Omit<KnownFlow, 'state'>;

interface KnownHead {
  readonly head: Promise<FlowHead>;
  checkedAt: number;
}

/** A change is seen at once where the hint arrives, and everywhere after this. */
const trustMs = 1_000;
const mostHeads = 5_000;
const mostPrograms = 500;

export const openKnownFlows = (deps: {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
}): KnownFlows => {
  const { db, clock } = deps;
  const heads = new Map<string, KnownHead>();
  const programs = new Map<string, Promise<Compiled>>();
  const stop = deps.hints.on(flowsChanged, () => {
    for (const entry of heads.values()) entry.checkedAt = Number.NEGATIVE_INFINITY;
  });

  const headOf = (spaceId: string, name: string): Promise<FlowHead> => {
    const key = `${spaceId} ${name}`;
    const known = heads.get(key);
    const now = clock.monotonic();
    if (known !== undefined && now - known.checkedAt < trustMs) return known.head;
    const head = db.readInSpace(spaceId, async (tx) => {
      const found = await findHead(tx, spaceId, name);
      if (found === undefined) throw noFlow(name);
      return found;
    });
    const entry = { head, checkedAt: now };
    keep(heads, { key, value: entry, most: mostHeads });
    head.catch(() => {
      if (heads.get(key) === entry) heads.delete(key);
    });
    return head;
  };

  const load = async (spaceId: string, name: string, number: number | null): Promise<Compiled> => {
    const { text } = await db.readInSpace<{ readonly text: string }>(spaceId, (tx) =>
      number === null ? readDraft(tx, spaceId, name) : requireVersion(tx, spaceId, { name, number }),
    );
    const { loadProgram } = await import('./load-program.ts');
    return { ...(await loadProgram(name, text)), number, draft: number === null ? text : null };
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
      keep(programs, { key, value: program, most: mostPrograms });
      if (before === undefined)
        program.catch(() => {
          if (programs.get(key) === program) programs.delete(key);
        });
      return { ...(await program), state: head.state };
    },
    close: stop,
  };
};

const notPublished = (name: string): HubError =>
  new HubError('not_found', `The flow "${name}" has no version in use. Publish it first.`);

/** As the newest; the one that was not asked for the longest goes. */
const keep = <Value>(
  known: Map<string, Value>,
  { key, value, most }: { readonly key: string; readonly value: Value; readonly most: number },
): void => {
  known.delete(key);
  known.set(key, value);
  if (known.size > most) known.delete(known.keys().next().value ?? key);
};
