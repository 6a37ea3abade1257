import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import { AskOnce } from '../form/ask-once.tsx';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { isUsed, UsedBy, type Users } from './used-by.tsx';

interface DeleteProps {
  readonly name: string;
  readonly users: Users;
  readonly opened: boolean;
  onClose(): void;
}

export const DeleteConnector = ({ name, users, opened, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const remove = useWrite(() =>
    answer(client.DELETE('/api/connectors/{name}', { params: { path: { name } } })),
  );
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        notices.done(t('connectors.deleted', { name }));
        navigate(spacePath(space ?? '', 'connectors'));
        for (const noun of ['connectors', 'connections']) cache.expire(key(noun));
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened={opened}
      title={t('connectors.deleteTitle', { name })}
      action={t('connectors.delete')}
      busy={remove.busy}
      problem={remove.problem}
      typed={{ expected: name, label: t('connectors.typeName', { name }) }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('connectors.deleteText')}</p>
      {isUsed(users) && (
        <>
          <p style={{ marginTop: 12 }}>{t('usedBy.gone')}</p>
          <UsedBy users={users} />
        </>
      )}
    </AskOnce>
  );
};
