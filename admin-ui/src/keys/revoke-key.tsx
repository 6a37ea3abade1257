import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { ApiKey } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { RelativeTime } from '../show/time.tsx';

interface RevokeProps {
  readonly apiKey: ApiKey | null;
  onClose(): void;
}

/** A revoked key never works again: the only thing to do with a key that is asked about first. */
export const RevokeKey = ({ apiKey, onClose }: RevokeProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const revoke = useWrite((keyId: string) =>
    answer(client.DELETE('/api/keys/{keyId}', { params: { path: { keyId } } })),
  );
  const name = apiKey?.name ?? '';
  const confirm = (): void => {
    if (apiKey === null) return;
    revoke.run(apiKey.id).then(
      () => {
        cache.expire(key('keys'));
        notices.done(t('keys.wasRevoked', { name }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={apiKey !== null}
      title={t('keys.revokeTitle', { name })}
      action={t('keys.revoke')}
      busy={revoke.busy}
      problem={revoke.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('keys.revokeText')}</p>
      {apiKey !== null && (
        <p className="muted">
          {t('keys.used')}: <RelativeTime at={apiKey.lastUsedAt} never={t('never')} />
        </p>
      )}
    </AskOnce>
  );
};
