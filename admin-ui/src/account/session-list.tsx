import { useMemo } from 'react';
import { Button } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { SignInSession } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { useList } from '../list/use-list.ts';
import { IconSignOut } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { useSessionBulk } from './use-session-bulk.tsx';
import { useSessionColumns } from './session-columns.tsx';
import { useSessionName } from './use-session-name.ts';

export const SessionList = () => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const list = useList({
    noun: 'sessions',
    filters: [],
    sorts: ['createdAt', 'lastUsedAt'],
    id: (session: SignInSession) => session.id,
    read: (query, signal) => answer(client.GET('/api/me/sessions', { signal, params: { query } })),
  });
  const nameOf = useSessionName();
  const columns = useSessionColumns();
  const bulk = useSessionBulk();
  const { ended, failed } = useMemo(
    () => ({
      ended: (): void => {
        notices.done(t('sessions.ended'));
        cache.expire(key('sessions'));
      },
      failed: (error: unknown): void => notices.failed(t('sessions.endFailed'), error),
    }),
    [t, cache, key, notices],
  );
  const endOthers = useWrite(() => answer(client.DELETE('/api/me/sessions')));
  const actions = useMemo(() => {
    const end = ({ id: sessionId }: SignInSession): void => {
      answer(client.DELETE('/api/me/sessions/{sessionId}', { params: { path: { sessionId } } })).then(
        ended,
        failed,
      );
    };
    const away = { label: t('sessions.end'), icon: <IconSignOut size={14} />, dangerous: true, run: end };
    return (session: SignInSession) => (session.current ? [] : [away]);
  }, [t, client, ended, failed]);
  return (
    <DataList
      list={list}
      label={t('account.sessions')}
      failed={t('sessions.failed')}
      searchable={false}
      nameOf={nameOf}
      empty={{ title: t('sessions.empty'), text: '' }}
      filters={
        <Button
          size="xs"
          variant="default"
          loading={endOthers.busy}
          onClick={() => void endOthers.run(undefined).then(ended, failed)}
        >
          {t('sessions.endOthers')}
        </Button>
      }
      columns={columns}
      actions={actions}
      bulk={bulk}
    />
  );
};
