import { useCallback } from 'react';
import { useNavigate, usePath } from './router.tsx';
import { entryOfPath, pageOfPath } from './space-path.ts';

export interface OpenEntry {
  readonly id: string | null;
  /** Null closes. */
  show(id: string | null): void;
}

/** What the list looked like when the entry was opened; kept with the step, so that a reload does not lose it. */
const listBefore = (): unknown => (window.history.state as { list?: unknown } | null)?.list;

/**
 * The entry that stands beside its list has an address of its own. Opening is a step that the way back undoes; going
 * from one entry to the next is none.
 */
export const useOpenEntry = (): OpenEntry => {
  const path = usePath();
  const navigate = useNavigate();
  const page = pageOfPath(path);
  const show = useCallback(
    (id: string | null) => {
      const { search, pathname } = window.location;
      if (id !== null) {
        const to = `${page}/${encodeURIComponent(id)}${search}`;
        const beside = entryOfPath(pathname) !== null;
        navigate(to, beside ? { replace: true, state: window.history.state } : { state: { list: search } });
      } else if (listBefore() === search) window.history.back();
      // Opened by its address, or filtered since: there is no earlier step that looks like this list.
      else navigate(page + search, { replace: true });
    },
    [navigate, page],
  );
  return { id: entryOfPath(path), show };
};
