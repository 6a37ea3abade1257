import { answer } from '../api/hub-client.ts';
import { useCache, useWrite } from '../api/queries.tsx';
import type { OwnKey } from '../api/shapes.ts';
import { AskOnce } from '../form/ask-once.tsx';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { usePortal } from './use-portal.tsx';

export const RevokeKey = ({ apiKey, onClose }: { readonly apiKey: OwnKey; onClose(): void }) => {
  const t = useT();
  const { client, slug, key, portal } = usePortal();
  const cache = useCache();
  const own = portal.visitor?.credentialId === apiKey.id;
  const revoke = useWrite(async () => {
    const path = { space: slug, credentialId: apiKey.id };
    await answer(client.DELETE('/api/portal/{space}/keys/{credentialId}', { params: { path } }));
    if (own) await cache.renew(key('page'));
    cache.expire(key('keys'));
  });
  return (
    <AskOnce
      opened
      title={t('credentials.revokeTitle', { name: apiKey.hint })}
      action={t('credentials.revoke')}
      busy={revoke.busy}
      problem={revoke.problem}
      onConfirm={() => void revoke.run(undefined).then(onClose, () => undefined)}
      onClose={onClose}
    >
      <p>{t('credentials.revokeText')}</p>
      {own && <p>{t('portal.revokeOwn')}</p>}
      <p className="muted">
        {t('consumers.lastUsed')}: <RelativeTime at={apiKey.lastUsedAt} never={t('never')} />
      </p>
    </AskOnce>
  );
};
