import type { Callable, Callables, Clock } from '../../core/ports.ts';
import { trustMs } from '../../platform/trusted.ts';
import type { ToolsetContent } from './content.ts';
import { liveTool, type LiveTool } from './live-tool.ts';
import type { Noticed } from './store-pins.ts';

/** A toolset as it is offered now: its tools with what stands behind them. */
export interface LiveToolset {
  readonly name: string;
  readonly title: string;
  /** Null for one that no version stands behind. */
  readonly number: number | null;
  readonly version: string;
  readonly content: ToolsetContent;
  readonly tools: readonly LiveTool[];
  readonly byName: ReadonlyMap<string, LiveTool>;
  /** A caller who sees more tools than this searches for them. */
  readonly searchAbove: number;
  /** Another one whenever what is listed may be another. */
  readonly listed: object;
}

/** What is offered, before it is known what stands behind it. */
export interface OfferedContent {
  readonly name: string;
  readonly title: string;
  readonly number: number | null;
  readonly version: string;
  readonly content: ToolsetContent;
  /** Undefined: nobody has to approve anything. */
  readonly pins: ReadonlyMap<string, string> | undefined;
  readonly changed: ReadonlyMap<string, string>;
  readonly searchAbove: number;
}

interface Entry {
  toolset: LiveToolset;
  readonly callables: readonly (Callable | null)[];
  checkedAt: number;
}

/** Looks what stands behind the tools of toolsets, at most once a second, and makes anew only what has changed. */
export const openLiveToolsets = (deps: {
  readonly callables: Callables;
  readonly clock: Clock;
  /** What was not as it had been noted. */
  readonly noticed: (spaceId: string, toolset: string, noticed: readonly Noticed[]) => void;
}) => {
  const entries = new WeakMap<OfferedContent, Map<string, Promise<Entry>>>();
  let trustedFrom = Number.NEGATIVE_INFINITY;

  const look = async (
    spaceId: string,
    offered: OfferedContent,
    before: Entry | undefined,
  ): Promise<Entry> => {
    const { tools, outputs } = offered.content;
    const checkedAt = deps.clock.monotonic();
    const callables = await deps.callables.findAll(
      spaceId,
      tools.map(({ operation }) => operation),
    );
    if (before !== undefined && callables.every((callable, at) => callable === before.callables[at])) {
      before.checkedAt = checkedAt;
      return before;
    }
    const live = tools.map((spec, at): LiveTool => {
      const callable = callables[at] ?? null;
      const known = before?.toolset.tools[at];
      if (known !== undefined && before?.callables[at] === callable) return known;
      return liveTool({ spec, callable, pinned: pinnedFor(offered, spec.operation), outputs });
    });
    tell(spaceId, offered, live);
    const { name, title, number, version, content, searchAbove } = offered;
    const byName = new Map(live.map((tool) => [tool.spec.name, tool]));
    const about = { name, title, number, version, content, searchAbove };
    const toolset = { ...about, tools: live, byName, listed: {} };
    return { toolset, callables, checkedAt };
  };

  const tell = (spaceId: string, offered: OfferedContent, live: readonly LiveTool[]): void => {
    if (offered.pins === undefined) return;
    const noticed = new Map<string, Noticed>();
    for (const tool of live) {
      const { operation } = tool.spec;
      const hash = tool.state === 'ready' ? null : tool.state === 'missing' ? '' : tool.hash;
      if ((offered.changed.get(operation) ?? null) !== hash) noticed.set(operation, { operation, hash });
    }
    if (noticed.size > 0) deps.noticed(spaceId, offered.name, [...noticed.values()]);
  };

  const isFresh = ({ checkedAt }: Entry): boolean =>
    checkedAt > trustedFrom && deps.clock.monotonic() - checkedAt < trustMs;

  return {
    /** Something has changed somewhere: all is looked at again. */
    doubt: (): void => {
      trustedFrom = deps.clock.monotonic();
    },
    get: async (spaceId: string, offered: OfferedContent): Promise<LiveToolset> => {
      const ofSpaces = entries.get(offered) ?? new Map<string, Promise<Entry>>();
      entries.set(offered, ofSpaces);
      const known = ofSpaces.get(spaceId);
      const before = await known?.catch(() => undefined);
      if (before !== undefined && isFresh(before)) return before.toolset;
      // Whoever comes meanwhile waits for the same look.
      if (ofSpaces.get(spaceId) !== known) return ((await ofSpaces.get(spaceId)) as Entry).toolset;
      const looking = look(spaceId, offered, before);
      ofSpaces.set(spaceId, looking);
      return (await looking).toolset;
    },
  };
};

/** What was published without a pin was added by hand: nobody has seen it. */
const pinnedFor = ({ pins }: OfferedContent, operation: string): string | undefined =>
  pins === undefined ? undefined : (pins.get(operation) ?? 'unseen');
