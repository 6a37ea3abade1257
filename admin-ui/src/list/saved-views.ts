import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Me, Preferences } from '../api/shapes.ts';
import { membershipOf, meKey, useMe } from '../session/me.ts';

type SavedView = NonNullable<Preferences['views']>[number];

export interface SavedViews {
  readonly views: readonly SavedView[];
  /** A view of the same name is replaced. */
  save(name: string, search: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** The reader's own views of a list in this space. They live in the account and follow to every browser. */
export const useSavedViews = (list: string): SavedViews => {
  const { client, space } = useHub();
  const cache = useCache();
  const me = useMe().data;
  const spaceId = membershipOf(me, space)?.id ?? '';
  const all = me?.user.preferences.views ?? [];
  const here = (view: SavedView): boolean => view.spaceId === spaceId && view.list === list;
  const without = (name: string): SavedView[] =>
    // What belongs to a space that one has left goes with the next change.
    all.filter(
      (view) =>
        me?.spaces.some(({ id }) => id === view.spaceId) === true && !(here(view) && view.name === name),
    );
  const keep = async (views: SavedView[]): Promise<void> => {
    const takeBack = cache.change<Me>(meKey, (data) => ({
      ...data,
      user: { ...data.user, preferences: { ...data.user.preferences, views } },
    }));
    try {
      await answer(client.PATCH('/api/me', { body: { preferences: { views } } }));
    } catch (error) {
      takeBack();
      throw error;
    }
  };
  return {
    views: all.filter(here).toSorted((a, b) => a.name.localeCompare(b.name)),
    save: (name, search) => keep([...without(name), { spaceId, list, name, search }]),
    remove: (name) => keep(without(name)),
  };
};
