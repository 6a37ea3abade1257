import { useCache } from '../api/queries.tsx';
import { useNavigate } from '../location/router.tsx';

/** In: whatever an earlier person had read is forgotten. */
export const useEnter = (): ((to: string) => void) => {
  const cache = useCache();
  const navigate = useNavigate();
  return (to) => {
    cache.forgetAll();
    navigate(to, { replace: true });
  };
};
