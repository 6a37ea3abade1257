import { Button, Tabs } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { IconRemove, IconUpload } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { BackLink } from '../show/back-link.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { Unread } from '../show/unread.tsx';
import { importPath } from './connector-path.ts';
import { ConnectorConnections } from './connector-connections.tsx';
import { DeleteConnector } from './delete-connector.tsx';
import { DocumentTab } from './document-tab.tsx';
import { EventsTab } from './events-tab.tsx';
import { OperationsTab } from './operations-tab.tsx';
import { SettingsTab } from './settings/settings-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';
import styles from './connector-page.module.css';

const tabs = ['operations', 'connections', 'events', 'settings', 'versions', 'document'] as const;

const ConnectorPage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const view = useViewState();
  const [leaving, setLeaving] = useState(false);
  const read = useRead(key('connectors', 'one', name), (signal) =>
    answer(client.GET('/api/connectors/{name}', { signal, params: { path: { name } } })),
  );
  const back = <BackLink to="connectors" label="nav.connectors" />;
  const facts = read.data;
  const shown = tabs.filter((one) => one !== 'connections' || may('connections.read'));
  const tab = shown.find((one) => one === view.get('tab')) ?? 'operations';
  const row = useRef<HTMLDivElement>(null);
  const there = facts !== undefined;
  useEffect(() => {
    // On a narrow page the tabs go on beyond its edge.
    const chosen = there ? row.current?.querySelector('[aria-selected=true]') : undefined;
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab, there]);
  if (facts === undefined)
    return <Unread read={read} failed={t('connectors.oneFailed')} title={name} back={back} />;
  const { connector } = facts;
  const show = (next: string | null): void =>
    view.set({
      ...{ q: null, tag: null, method: null, sort: null, version: null },
      tab: next === 'operations' ? null : next,
    });
  return (
    <>
      <PageHeader
        title={connector.title}
        about={
          <>
            {back} / <code>{connector.name}</code>
            {connector.description !== '' && <span className={styles['about']}>{connector.description}</span>}
          </>
        }
        actions={
          may('connectors.write') ? (
            <>
              {connector.origin === 'openapi' && (
                <LinkButton
                  size="xs"
                  variant="default"
                  leftSection={<IconUpload size={14} />}
                  to={importPath(space, name)}
                >
                  {t('connectors.importAgain')}
                </LinkButton>
              )}
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRemove size={14} />}
                onClick={() => setLeaving(true)}
              >
                {t('connectors.delete')}
              </Button>
            </>
          ) : undefined
        }
      />
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List ref={row} className={styles['tabs'] ?? ''}>
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`connectors.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="operations">
          <OperationsTab facts={facts} />
        </Tabs.Panel>
        <Tabs.Panel value="connections">
          <ConnectorConnections connector={name} />
        </Tabs.Panel>
        <Tabs.Panel value="events">
          <EventsTab connector={name} events={facts.events} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab connector={name} settings={facts.settings} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab connector={name} />
        </Tabs.Panel>
        <Tabs.Panel value="document">
          <DocumentTab facts={facts} />
        </Tabs.Panel>
      </Tabs>
      <DeleteConnector name={name} users={facts} opened={leaving} onClose={() => setLeaving(false)} />
    </>
  );
};

export default ConnectorPage;
