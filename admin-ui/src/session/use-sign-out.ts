import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { dropAllDrafts } from '../form/draft.ts';
import { useNavigate } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { dropLocalData } from './local-data.ts';

export const useSignOut = (): (() => void) => {
  const { client } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const t = useT();
  return () => {
    answer(client.DELETE('/api/session')).then(
      () => {
        dropAllDrafts();
        dropLocalData();
        navigate('/sign-in');
        cache.forgetAll();
      },
      // Only the hub can end a session: to show the sign-in page now would say that it has ended.
      (error: unknown) => notices.failed(t('user.signOutFailed'), error),
    );
  };
};
