import { isHubError } from '../../core/errors.ts';
import { keepNewest } from '../../core/keep-newest.ts';
import type { Clock, Hints } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { openTrusted } from '../../platform/trusted.ts';
import { contentSchema, type ToolsetContent } from './content.ts';
import { readPins } from './store-pins.ts';
import { findHead, requireVersion, type ToolsetHead } from './store-versions.ts';

/** Processes look again at the toolsets that they know when they hear this. */
export const toolsetsChanged = 'toolsets.changed';

/** A toolset in use, as it was published. */
export interface KnownToolset {
  readonly name: string;
  readonly title: string;
  readonly number: number;
  readonly hash: string;
  readonly content: ToolsetContent;
  /** Operation → the hash of what somebody has seen of it. */
  readonly pins: ReadonlyMap<string, string>;
  /** Operation → what was noted that it has become. */
  readonly changed: ReadonlyMap<string, string>;
}

export interface KnownToolsets {
  /** Null: there is none of this name in use. The same object as long as nothing has changed. */
  get(spaceId: string, name: string): Promise<KnownToolset | null>;
  close(): void;
}

const mostToolsets = 1_000;

export const openKnownToolsets = (deps: {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
}): KnownToolsets => {
  const { db } = deps;
  const heads = openTrusted<ToolsetHead | undefined>({ clock: deps.clock, most: mostToolsets });
  const loaded = new Map<
    string,
    { readonly stamp: string; readonly toolset: Promise<KnownToolset | null> }
  >();
  const stop = deps.hints.on(toolsetsChanged, heads.forget);

  const load = async (spaceId: string, name: string, number: number): Promise<KnownToolset | null> =>
    db.readInSpace(spaceId, async (tx) => {
      const version = await requireVersion(tx, spaceId, { name, number });
      const pins = await readPins(tx, spaceId, name);
      return {
        ...{ name, title: version.title, number, hash: version.hash },
        content: contentSchema.parse(JSON.parse(version.text)),
        pins: new Map(pins.map(({ operation, hash }) => [operation, hash])),
        changed: new Map(
          pins.flatMap(({ operation, changedHash }) =>
            changedHash === null ? [] : [[operation, changedHash]],
          ),
        ),
      };
    });

  return {
    get: async (spaceId, name) => {
      const key = `${spaceId} ${name}`;
      const head = await heads.get(key, () => db.readInSpace(spaceId, (tx) => findHead(tx, spaceId, name)));
      if (head?.number == null) {
        loaded.delete(key);
        return null;
      }
      const stamp = `${head.stamp} ${head.number}`;
      const before = loaded.get(key);
      if (before?.stamp === stamp) return before.toolset;
      const toolset = load(spaceId, name, head.number).catch((error: unknown) => {
        if (loaded.get(key)?.toolset === toolset) loaded.delete(key);
        // It was deleted in between.
        if (isHubError(error, 'not_found')) return null;
        throw error;
      });
      keepNewest(loaded, { key, value: { stamp, toolset }, most: mostToolsets });
      return toolset;
    },
    close: stop,
  };
};
