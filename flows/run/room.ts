/** How many more runs a process takes at a time, and whose. */
export interface Wanted {
  readonly most: number;
  /** The space that was served last when there were more than could be served; '' begins anew. */
  readonly after: string;
  /** How many more each space may have here, where that is not `otherwise`. */
  readonly spaces: readonly (readonly [spaceId: string, room: number])[];
  readonly otherwise: number;
}

/**
 * The memory of a process, shared by spaces: one space may have as many runs in it as there is room left. So a single one gets
 * half of it, and however many of its runs hang, the next space finds room, and the one after that.
 */
export interface Room {
  entered(spaceId: string): void;
  /** True: somebody waits for this place. */
  left(spaceId: string): boolean;
  isFull(spaceId: string): boolean;
  /** Null: there is no room at all. */
  wanted(): Wanted | null;
  /** Learns from what was taken; true when there may be more. */
  taken(wanted: Wanted, runs: readonly { readonly spaceId: string }[]): boolean;
}

const mostAtOnce = 50;

export const openRoom = (most: number): Room => {
  const bySpace = new Map<string, number>();
  let total = 0;
  let after = '';
  const of = (spaceId: string): number => bySpace.get(spaceId) ?? 0;
  /** Each one that is taken is one more of it, and one less to have. */
  const roomFor = (has: number): number => Math.max(0, Math.ceil((most - total - has) / 2));
  /** Somebody is at its limit, and may have more that wait. Nobody can be while half of the room is left. */
  const isAwaited = (): boolean =>
    total * 2 >= most && [...bySpace.values()].some((has) => roomFor(has) === 0);

  return {
    entered: (spaceId) => {
      total += 1;
      bySpace.set(spaceId, of(spaceId) + 1);
    },
    left: (spaceId) => {
      const wasAwaited = isAwaited();
      total -= 1;
      if (of(spaceId) > 1) bySpace.set(spaceId, of(spaceId) - 1);
      else bySpace.delete(spaceId);
      return wasAwaited;
    },
    isFull: (spaceId) => of(spaceId) >= most - total,
    wanted: () => {
      const room = Math.min(mostAtOnce, most - total);
      if (room <= 0) return null;
      const spaces = [...bySpace].map(([spaceId, has]) => [spaceId, roomFor(has)] as const);
      return { most: room, after, spaces, otherwise: roomFor(0) };
    },
    taken: (wanted, runs) => {
      const served = Map.groupBy(runs, ({ spaceId }) => spaceId);
      // As many spaces as there was room: others may stand behind the last of them.
      after = served.size >= wanted.most ? ([...served.keys()].sort().at(-1) ?? '') : '';
      const allowed = new Map(wanted.spaces);
      const cut = ([spaceId, some]: [string, readonly unknown[]]): boolean =>
        some.length >= (allowed.get(spaceId) ?? wanted.otherwise);
      // With nothing behind the last one served, those before it were not asked yet.
      return runs.length >= wanted.most || wanted.after !== '' || [...served].some(cut);
    },
  };
};
