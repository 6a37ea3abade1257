import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { GatewayService } from '../../api/shapes.ts';
import { SideSheet } from '../../form/side-sheet.tsx';
import type { Column } from '../../list/columns.ts';
import { DataList } from '../../list/data-list.tsx';
import { useList } from '../../list/use-list.ts';
import { useViewState } from '../../location/use-view-state.ts';
import { IconAdd, IconRemove } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { PageHeader } from '../../show/page-header.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { DeleteDocument } from '../document/delete-document.tsx';
import { servicePath } from '../gateway-path.ts';
import { GatewayTabs } from '../gateway-tabs.tsx';
import { madeOf } from '../made-of.ts';
import { useTrafficStatus } from '../use-traffic-status.ts';
import { NewService } from './new-service.tsx';
import { targetsOf } from './target-standing.ts';
import { TargetState } from './target-state.tsx';
import styles from '../gateway.module.css';

const nameOf = ({ title, name }: GatewayService): string => (title === '' ? name : title);

const useColumns = (): readonly Column<GatewayService>[] => {
  const t = useT();
  const status = useTrafficStatus();
  return useMemo<readonly Column<GatewayService>[]>(
    () => [
      { name: 'name', header: t('gateway.service'), sort: 'name', render: nameOf },
      {
        name: 'urls',
        header: t('gateway.addresses'),
        width: '46%',
        render: ({ name, summary }) => {
          const targets = targetsOf(status.data, name);
          const urls = targets.length > 0 ? targets.map(({ url }) => url) : summary.urls;
          return (
            <span className={styles['places']}>
              {urls.slice(0, 4).map((url) => (
                <span key={url} className={styles['address']}>
                  <code className="any-break">{url}</code>
                  <Standing standing={targets.find((target) => target.url === url)?.standing} />
                </span>
              ))}
              {urls.length > 4 && (
                <span className="muted small">{t('gateway.more', { count: urls.length - 4 })}</span>
              )}
            </span>
          );
        },
      },
      {
        name: 'version',
        minor: true,
        header: t('flows.version'),
        width: '88px',
        render: ({ version }) => String(version),
      },
      {
        name: 'saved',
        minor: true,
        header: t('gateway.savedAt'),
        sort: 'savedAt',
        width: '136px',
        render: ({ savedAt }) => <RelativeTime at={savedAt} />,
      },
    ],
    [t, status.data],
  );
};

const Standing = ({ standing }: { readonly standing: string | undefined }) => {
  const t = useT();
  return standing === undefined ? (
    <StateMark tone="quiet">{t('gateway.standing.unknown')}</StateMark>
  ) : (
    <TargetState standing={standing} />
  );
};

const ServicesPage = () => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const view = useViewState();
  const [leaving, setLeaving] = useState<GatewayService | null>(null);
  const writes = may('traffic.write');
  const list = useList({
    noun: 'services',
    filters: [],
    sorts: ['name', 'savedAt'],
    id: ({ name }: GatewayService) => name,
    grownBy: madeOf('service'),
    seen: ({ id }) => id,
    read: (query, signal) => answer(client.GET('/api/services', { signal, params: { query } })),
  });
  const columns = useColumns();
  const actions = useMemo(() => {
    const away = {
      label: t('gateway.deleteService'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return writes ? () => [away] : undefined;
  }, [t, writes]);
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('gateway.newService')}
    </Button>
  ) : undefined;
  const close = (): void => view.set({ new: null });
  return (
    <>
      <PageHeader title={t('nav.gateway')} about={t('gateway.servicesAbout')} actions={create} />
      <GatewayTabs current="services" />
      <DataList
        list={list}
        label={t('gateway.services')}
        failed={t('gateway.servicesFailed')}
        nameOf={nameOf}
        empty={{ title: t('gateway.noServices'), text: t('gateway.noServicesText'), action: create }}
        linkTo={({ name }) => servicePath(space, name)}
        columns={columns}
        actions={actions}
      />
      <SideSheet
        opened={create !== undefined && view.get('new') !== null}
        title={t('gateway.newService')}
        onClose={close}
      >
        <NewService onCancel={close} />
      </SideSheet>
      {leaving !== null && (
        <DeleteDocument
          kind="service"
          name={leaving.name}
          onDeleted={list.reload}
          onClose={() => setLeaving(null)}
        />
      )}
    </>
  );
};

export default ServicesPage;
