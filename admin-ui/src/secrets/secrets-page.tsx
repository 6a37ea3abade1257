import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Secret } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd, IconRemove, IconRefresh } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { RelativeTime } from '../show/time.tsx';
import { DeleteSecret } from './delete-secret.tsx';
import { SetSecret } from './set-secret.tsx';

const useColumns = (): readonly Column<Secret>[] => {
  const t = useT();
  return useMemo<readonly Column<Secret>[]>(
    () => [
      {
        name: 'name',
        header: t('secrets.name'),
        sort: 'name',
        render: ({ name }) => <code>{name}</code>,
      },
      {
        name: 'by',
        minor: true,
        header: t('secrets.setBy'),
        width: '28%',
        render: ({ setByName }) => setByName,
      },
      {
        name: 'updated',
        header: t('secrets.updated'),
        sort: 'updatedAt',
        width: '136px',
        render: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
      },
    ],
    [t],
  );
};

const SecretsPage = () => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const view = useViewState();
  const [leaving, setLeaving] = useState<Secret | null>(null);
  const writes = may('flows.write');
  const list = useList({
    noun: 'secrets',
    filters: [],
    sorts: ['name', 'updatedAt'],
    id: (secret: Secret) => secret.name,
    read: (query, signal) => answer(client.GET('/api/secrets', { signal, params: { query } })),
    grownBy: subjectsOf('secret.set'),
  });
  const columns = useColumns();
  const actions = useMemo(() => {
    const renew = {
      label: t('secrets.replace'),
      icon: <IconRefresh size={14} />,
      run: ({ name }: Secret) => view.set({ new: '1', for: name }),
    };
    const away = {
      label: t('secrets.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return writes ? () => [renew, away] : undefined;
  }, [t, writes, view]);
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('secrets.create')}
    </Button>
  ) : undefined;
  const close = (): void => view.set({ new: null, for: null });
  const replaced = view.get('for');
  return (
    <>
      <PageHeader title={t('nav.secrets')} about={t('secrets.about')} actions={create} />
      <DataList
        list={list}
        label={t('nav.secrets')}
        failed={t('secrets.failed')}
        nameOf={({ name }) => name}
        empty={{ title: t('secrets.empty'), text: t('secrets.emptyText'), action: create }}
        columns={columns}
        actions={actions}
      />
      <SideSheet
        opened={writes && view.get('new') !== null}
        title={replaced === null ? t('secrets.create') : t('secrets.replaceTitle', { name: replaced })}
        onClose={close}
      >
        <SetSecret key={replaced} name={replaced} onDone={close} />
      </SideSheet>
      {leaving !== null && <DeleteSecret name={leaving.name} onClose={() => setLeaving(null)} />}
    </>
  );
};

export default SecretsPage;
