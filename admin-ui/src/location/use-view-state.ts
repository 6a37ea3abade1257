import { useCallback, useMemo } from 'react';
import { useNavigate, usePath, useSearch } from './router.tsx';

export interface ViewState {
  get(name: string): string | null;
  /** Null or an empty text takes a name away. */
  set(changes: Readonly<Record<string, string | null>>): void;
}

/** What a reader has chosen on a page lives in its address: it can be sent to somebody, and the way back works. */
export const useViewState = (): ViewState => {
  const search = useSearch();
  const path = usePath();
  const navigate = useNavigate();
  const values = useMemo(() => new URLSearchParams(search), [search]);
  const set = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      // Read anew: two changes in one turn must not undo each other.
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === '') next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      navigate(text === '' ? path : `${path}?${text}`, { replace: true, state: window.history.state });
    },
    [navigate, path],
  );
  return useMemo(() => ({ get: (name) => values.get(name), set }), [values, set]);
};
