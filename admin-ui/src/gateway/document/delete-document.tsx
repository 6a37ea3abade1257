import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import { AskOnce } from '../../form/ask-once.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { useNotices } from '../../show/notices.tsx';
import { documentApi, type DocumentKind } from './document-api.ts';

interface DeleteProps {
  readonly kind: DocumentKind;
  readonly name: string;
  onDeleted(): void;
  onClose(): void;
}

export const DeleteDocument = ({ kind, name, onDeleted, onClose }: DeleteProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const remove = useWrite(() => documentApi(client, kind).remove(name));
  const confirm = (): void => {
    remove.run(undefined).then(
      () => {
        notices.done(t('gateway.deleted', { name }));
        onClose();
        onDeleted();
        cache.expire(key(`${kind}s`));
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened
      title={t('gateway.deleteTitle', { name })}
      action={t(kind === 'pipeline' ? 'gateway.deleteRoute' : 'gateway.deleteService')}
      busy={remove.busy}
      problem={remove.problem}
      typed={{ expected: name, label: t('connectors.typeName', { name }) }}
      onConfirm={confirm}
      onClose={onClose}
    >
      {t(kind === 'pipeline' ? 'gateway.deleteRouteText' : 'gateway.deleteServiceText')}
    </AskOnce>
  );
};
