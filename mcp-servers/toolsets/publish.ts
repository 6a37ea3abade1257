import { HubError } from '../../core/errors.ts';
import { checkToolset, type Findings } from './check-toolset.ts';
import { contentSchema, type ToolsetContent } from './content.ts';
import type { ToolsetDeps } from './deps.ts';
import { pinHash, pinOf } from './pin.ts';
import { textHash } from './reach.ts';
import { addPins, dropPins, readPins } from './store-pins.ts';
import { holdToolset, readDraft, requireToolset, type Toolset } from './store-toolsets.ts';
import { addVersion, makeCurrent, requireVersion } from './store-versions.ts';

export interface Publication {
  readonly name: string;
  readonly note: string;
  /** A version that was published before; the draft when left out. */
  readonly number?: number | undefined;
  /** The draft that is meant; whichever there is when left out. */
  readonly fence?: number | undefined;
  readonly by: string;
  readonly byName: string;
}

export interface Published {
  readonly toolset: Toolset;
  readonly number: number;
  readonly hash: string;
  /** It was in use already. */
  readonly unchanged: boolean;
  readonly warnings: Findings['warnings'];
  /** Names of tools that stay blocked, because what stands behind them has changed. */
  readonly blocked: readonly string[];
}

interface Wanted {
  readonly title: string;
  readonly text: string;
  readonly fence: number | null;
}

/** Puts a draft, or an earlier version, into use when nothing is wrong with it. What is new in it is pinned as it is now. */
export const publishToolset = async (
  deps: ToolsetDeps,
  spaceId: string,
  publication: Publication,
): Promise<Published> => {
  const { name, number, fence } = publication;
  const wanted: Wanted = await deps.db.readInSpace(spaceId, async (tx) =>
    number === undefined
      ? readDraft(tx, spaceId, name)
      : { ...(await requireVersion(tx, spaceId, { name, number })), fence: null },
  );
  if (fence !== undefined && wanted.fence !== null && wanted.fence !== fence) throw moved(name, wanted.fence);
  const content = contentSchema.parse(JSON.parse(wanted.text));
  const { problems, warnings, callables } = await checkToolset(deps, spaceId, content);
  if (problems.length > 0) throw invalid(name, problems);
  const pins = new Map(
    callables.flatMap((callable) => (callable === null ? [] : [[callable.name, pinOf(callable)]])),
  );
  const hash = textHash(`${wanted.title}\n${wanted.text}`);
  return deps.db.inSpace(spaceId, async (tx) => {
    const now = await holdToolset(tx, spaceId, name);
    if (wanted.fence !== null && now.fence !== wanted.fence) throw moved(name, now.fence);
    const before = (await requireToolset(tx, spaceId, name)).published;
    const unchanged =
      before !== null && (number === undefined ? before.hash === hash : before.number === number);
    const { note, by, byName } = publication;
    const published = unchanged
      ? before.number
      : (number ??
        (await addVersion(tx, spaceId, {
          name,
          hash,
          title: wanted.title,
          text: wanted.text,
          note,
          by,
          byName,
        })));
    if (!unchanged) {
      await makeCurrent(tx, spaceId, { name, number: published });
      await dropPins(tx, spaceId, { toolset: name, keep: [...pins.keys()] });
      await addPins(tx, spaceId, { toolset: name, pins: [...pins.values()], by, byName });
      const data = { name, number: published, hash };
      await deps.events.publish(tx, spaceId, [{ type: 'toolset.published', subject: name, data }]);
    }
    const pinned = new Map((await readPins(tx, spaceId, name)).map((pin) => [pin.operation, pin.hash]));
    return {
      toolset: await requireToolset(tx, spaceId, name),
      ...{ number: published, hash, unchanged, warnings },
      blocked: blockedTools(content, callables, pinned),
    };
  });
};

const blockedTools = (
  { tools }: ToolsetContent,
  callables: Findings['callables'],
  pinned: ReadonlyMap<string, string>,
): string[] =>
  tools.flatMap(({ name }, at) => {
    const callable = callables[at] ?? null;
    return callable !== null && pinned.get(callable.name) !== pinHash(callable) ? [name] : [];
  });

const mostTold = 200;

const invalid = (name: string, problems: Findings['problems']): HubError => {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new HubError(
    'toolset_invalid',
    `The toolset "${name}" cannot be published: ${first?.message ?? ''}${more}`,
    { problems: problems.slice(0, mostTold).map(({ path, message }) => ({ path, message })) },
  );
};

const moved = (name: string, fence: number): HubError =>
  new HubError(
    'conflict',
    `The draft of "${name}" was saved meanwhile (${fence}). Look at it, then publish it.`,
    { details: { fence } },
  );
