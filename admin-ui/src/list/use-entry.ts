import { useHub } from '../api/hub-context.tsx';
import type { Problem } from '../api/problem.ts';
import { useRead } from '../api/queries.tsx';
import type { HubList } from './use-list.ts';

export interface OpenedEntry<Item> {
  readonly item: Item | undefined;
  readonly problem: Problem | null;
  readonly busy: boolean;
  reload(): void;
}

/** The entry that is open: out of the list where it is there, else asked for by its id. */
export const useEntry = <Item>(list: HubList<Item>): OpenedEntry<Item> => {
  const hub = useHub();
  const { open, readOne } = list;
  const listed = list.items.find((item) => list.id(item) === open);
  const asked = useRead(
    hub.key(list.noun, 'entry', open),
    async (signal) => readOne?.(open ?? '', signal),
    // The list may be about to bring it.
    { enabled: open !== null && listed === undefined && list.phase !== 'loading' },
  );
  return { item: listed ?? asked.data, problem: asked.problem, busy: asked.busy, reload: asked.reload };
};
