import { Button, Tabs } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import type { McpServerFacts } from '../api/shapes.ts';
import { ConnectorConnections } from '../connectors/connector-connections.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconEdit, IconRefresh, IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { BackLink } from '../show/back-link.tsx';
import { Failure } from '../show/failure.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { useNotices } from '../show/notices.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { Unread } from '../show/unread.tsx';
import { useTabInSight } from '../show/use-tab-in-sight.ts';
import { EditServer } from './edit-server.tsx';
import { HealthTab } from './health-tab.tsx';
import { OfferedTab } from './offered-tab.tsx';
import { protocolText, revisionsText } from './protocol-text.ts';
import { RemoveServer } from './remove-server.tsx';
import { ServerState } from './server-state.tsx';
import { ServerTools } from './server-tools.tsx';
import styles from '../toolsets/toolsets.module.css';

const tabs = ['tools', 'offered', 'connections', 'health'] as const;

const ServerPage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const { client, key } = useHub();
  const read = useRead(
    key('mcp-servers', 'one', name),
    (signal) => answer(client.GET('/api/mcp-servers/{name}', { signal, params: { path: { name } } })),
    { fresh: true, everyMs: 15_000 },
  );
  if (read.data !== undefined) return <Server facts={read.data} />;
  return <Unread read={read} failed={t('mcpServers.oneFailed')} title={name} back={<Back />} />;
};

const Back = () => <BackLink to="mcp-servers" label="nav.mcpServers" />;

const Server = ({ facts }: { readonly facts: McpServerFacts }) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const navigate = useNavigate();
  const view = useViewState();
  const [leaving, setLeaving] = useState(false);
  const [editing, setEditing] = useState(false);
  const { server, signIn } = facts;
  const { name } = server;
  const writes = may('connectors.write');
  const refresh = useWrite(() =>
    answer(client.POST('/api/mcp-servers/{name}/refresh', { params: { path: { name } } })),
  );
  const look = (): void => {
    refresh.run(undefined).then(
      ({ state }) => {
        for (const noun of ['mcp-servers', 'versions', 'callables']) cache.expire(key(noun));
        notices.done(t(`mcpServers.looked.${state}`));
      },
      () => undefined,
    );
  };
  const shown = tabs.filter((one) => one !== 'connections' || may('connections.read'));
  const tab = shown.find((one) => one === view.get('tab')) ?? 'tools';
  const row = useTabInSight(tab);
  const waiting = facts.tools.filter(({ state }) => state !== 'in use').length;
  return (
    <>
      <PageHeader
        title={server.title}
        about={
          <>
            <Back /> / <code>{name}</code>
            <span className={styles['state']}>
              <ServerState server={server} />
            </span>
            <span className="any-break" style={{ display: 'block' }}>
              <code>{server.url ?? server.command}</code>
              {server.transport !== null && ` · ${protocolText(t, server.transport, revisionsText(server))}`}
            </span>
          </>
        }
        actions={
          writes ? (
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRefresh size={14} />}
                loading={refresh.busy}
                onClick={look}
              >
                {t('mcpServers.refresh')}
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconEdit size={14} />}
                onClick={() => setEditing(true)}
              >
                {t('mcpServers.edit')}
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRemove size={14} />}
                onClick={() => setLeaving(true)}
              >
                {t('mcpServers.remove')}
              </Button>
            </>
          ) : undefined
        }
      />
      <div className={styles['notices']}>
        {refresh.problem !== null && (
          <Failure quiet what={t('mcpServers.refreshFailed')} problem={refresh.problem} />
        )}
        {server.state === 'down' && (
          <div className={styles['alert']} role="status">
            <p>{t('mcpServers.downText')}</p>
            {server.reason !== null && <p className="muted any-break">{server.reason}</p>}
          </div>
        )}
        {server.state === 'needs_sign_in' && (
          <div className={styles['alert']} data-tone="waiting" role="status">
            <p>{t(signIn === null ? 'mcpServers.needsKeyText' : 'mcpServers.needsSignInText')}</p>
            {server.reason !== null && <p className="muted any-break">{server.reason}</p>}
            {may('connections.write') && (
              <LinkButton
                size="xs"
                mt={8}
                to={spacePath(space ?? '', `connections?new=1&for=${encodeURIComponent(name)}`)}
              >
                {t('mcpServers.connect')}
              </LinkButton>
            )}
          </div>
        )}
      </div>
      <Tabs
        value={tab}
        onChange={(next) => view.set({ q: null, sort: null, tab: next === 'tools' ? null : next })}
        keepMounted={false}
      >
        <Tabs.List ref={row} className={styles['tabs'] ?? ''}>
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`mcpServers.tab.${one}`)}
              {one === 'tools' && waiting > 0 && ` (${waiting})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="tools">
          <ServerTools facts={facts} />
        </Tabs.Panel>
        <Tabs.Panel value="offered">
          <OfferedTab facts={facts} />
        </Tabs.Panel>
        <Tabs.Panel value="connections">
          <ConnectorConnections connector={name} />
        </Tabs.Panel>
        <Tabs.Panel value="health">
          <HealthTab facts={facts} />
        </Tabs.Panel>
      </Tabs>
      <SideSheet
        opened={editing}
        title={t('mcpServers.editTitle', { name })}
        onClose={() => setEditing(false)}
      >
        <EditServer server={server} onDone={() => setEditing(false)} />
      </SideSheet>
      {leaving && (
        <RemoveServer
          name={name}
          onRemoved={() => navigate(spacePath(space ?? '', 'mcp-servers'))}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
};

export default ServerPage;
