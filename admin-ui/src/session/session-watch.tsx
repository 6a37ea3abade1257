import { useEffect } from 'react';
import { onSessionEnded } from '../api/hub-client.ts';
import { useCache } from '../api/queries.tsx';
import { useNavigate } from '../location/router.tsx';

/** The address of the sign-in page that leads back to where the reader is. */
export const signInPath = (ended: boolean): string => {
  const here = window.location.pathname + window.location.search;
  const search = new URLSearchParams({ returnTo: here, ...(ended ? { ended: '1' } : {}) });
  return `/sign-in?${search.toString()}`;
};

/** A session that ends while a page is open leads to sign-in and back; what was typed waits as a draft. */
export const SessionWatch = () => {
  const cache = useCache();
  const navigate = useNavigate();
  useEffect(
    () =>
      onSessionEnded(() => {
        navigate(signInPath(true));
        cache.forgetAll();
      }),
    [cache, navigate],
  );
  return null;
};
