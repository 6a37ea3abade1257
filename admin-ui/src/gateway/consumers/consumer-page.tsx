import { ActionIcon, Button, Menu, Tabs } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../../api/queries.tsx';
import type { Consumer } from '../../api/shapes.ts';
import { SideSheet } from '../../form/side-sheet.tsx';
import { useNavigate } from '../../location/router.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { IconEdit, IconMore, IconPause, IconRemove, IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { BackLink } from '../../show/back-link.tsx';
import { CopyIcon } from '../../show/copy-button.tsx';
import { Facts } from '../../show/facts.tsx';
import { JsonTree } from '../../show/json-tree.tsx';
import { useNotices } from '../../show/notices.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { ExactTime } from '../../show/time.tsx';
import { Unread } from '../../show/unread.tsx';
import { gatewayPath } from '../gateway-path.ts';
import { ConsumerState } from './consumer-columns.tsx';
import { ConsumerForm } from './consumer-form.tsx';
import { ConsumerUsage } from './consumer-usage.tsx';
import { CredentialList } from './credential-list.tsx';
import { DeleteConsumer } from './delete-consumer.tsx';
import { Scopes } from './scopes.tsx';
import styles from '../gateway.module.css';

const tabs = ['credentials', 'usage', 'details'] as const;

const ConsumerPage = ({ id }: { readonly id: string }) => {
  const t = useT();
  const { client, key } = useHub();
  const read = useRead(
    key('consumers', 'one', id),
    (signal) =>
      answer(client.GET('/api/consumers/{consumerId}', { signal, params: { path: { consumerId: id } } })),
    { fresh: true },
  );
  if (read.data !== undefined) return <OneConsumer consumer={read.data} />;
  return <Unread read={read} failed={t('consumers.oneFailed')} title={t('consumers.one')} back={<Back />} />;
};

const Back = () => <BackLink to="gateway/consumers" label="consumers.all" />;

const OneConsumer = ({ consumer }: { readonly consumer: Consumer }) => {
  const t = useT();
  const { space } = useHub();
  const writes = useMay()('consumers.write');
  const view = useViewState();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const tab = tabs.find((one) => one === view.get('tab')) ?? 'credentials';
  const { name, title, active } = consumer;
  return (
    <>
      <PageHeader
        title={title === '' ? name : title}
        about={
          <>
            <Back /> / <code>{name}</code>
            <span className={styles['state']}>
              <ConsumerState active={active} />
            </span>
          </>
        }
        actions={
          writes && (
            <>
              <SwitchButton consumer={consumer} />
              <Button size="xs" leftSection={<IconEdit size={14} />} onClick={() => setEditing(true)}>
                {t('consumers.edit')}
              </Button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="default" size={30} aria-label={t('consumers.more')}>
                    <IconMore size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item
                    color="var(--mantine-color-error)"
                    leftSection={<IconRemove size={14} />}
                    onClick={() => setLeaving(true)}
                  >
                    {t('consumers.delete')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          )
        }
      />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) =>
          view.set({
            q: null,
            sort: null,
            kind: null,
            state: null,
            tab: next === 'credentials' ? null : next,
          })
        }
      >
        <Tabs.List className={styles['inner'] ?? ''}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`consumers.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="credentials">
          <CredentialList consumer={consumer} />
        </Tabs.Panel>
        <Tabs.Panel value="usage">
          <ConsumerUsage consumerId={consumer.id} />
        </Tabs.Panel>
        <Tabs.Panel value="details">
          <Details consumer={consumer} />
        </Tabs.Panel>
      </Tabs>
      <SideSheet opened={editing} title={t('consumers.edit')} onClose={() => setEditing(false)}>
        <ConsumerForm
          consumer={consumer}
          onSaved={() => setEditing(false)}
          onCancel={() => setEditing(false)}
        />
      </SideSheet>
      {leaving && (
        <DeleteConsumer
          consumer={consumer}
          onDeleted={() => navigate(gatewayPath(space, 'consumers'))}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
};

/** At once, and back as easily. */
const SwitchButton = ({ consumer }: { readonly consumer: Consumer }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const { id: consumerId, active, name } = consumer;
  const change = useWrite((next: boolean) =>
    answer(
      client.PATCH('/api/consumers/{consumerId}', {
        params: { path: { consumerId } },
        body: { active: next },
      }),
    ),
  );
  const press = (): void => {
    change.run(!active).then(
      () => {
        cache.expire(key('consumers'));
        notices.done(t(active ? 'consumers.wasOff' : 'consumers.wasOn', { name }));
      },
      (error: unknown) => notices.failed(t('ask.failed'), error),
    );
  };
  return (
    <Button
      size="xs"
      variant="default"
      loading={change.busy}
      leftSection={active ? <IconPause size={14} /> : <IconTry size={14} />}
      onClick={press}
    >
      {t(active ? 'consumers.off' : 'consumers.on')}
    </Button>
  );
};

const Details = ({ consumer }: { readonly consumer: Consumer }) => {
  const t = useT();
  const { id, scopes, metadata, lastUsedAt, createdAt, updatedAt } = consumer;
  return (
    <div className={styles['content']}>
      <Facts
        facts={[
          [t('consumers.scopes'), <Scopes key="scopes" scopes={scopes} all />],
          [t('consumers.lastUsed'), <ExactTime key="used" at={lastUsedAt} never={t('never')} />],
          [t('consumers.createdAt'), <ExactTime key="created" at={createdAt} />],
          [t('consumers.updatedAt'), <ExactTime key="updated" at={updatedAt} />],
          [
            'ID',
            <span key="id">
              <code>{id}</code> <CopyIcon value={id} label={t('copy.id')} />
            </span>,
          ],
        ]}
      />
      <h2 className={styles['heading']}>{t('consumers.metadata')}</h2>
      {Object.keys(metadata).length === 0 ? (
        <p className="muted">{t('consumers.noMetadata')}</p>
      ) : (
        <JsonTree value={metadata} label={t('consumers.metadata')} />
      )}
    </div>
  );
};

export default ConsumerPage;
