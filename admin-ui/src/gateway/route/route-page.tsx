import { ActionIcon, Button, Menu, Switch, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import type { GatewayFacts, GatewayLanguage, TriedRequest } from '../../api/shapes.ts';
import { useNavigate } from '../../location/router.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { IconDuplicate, IconMore, IconRemove, IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { BackLink } from '../../show/back-link.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { Unread } from '../../show/unread.tsx';
import { useTabInSight } from '../../show/use-tab-in-sight.ts';
import { DeleteDocument } from '../document/delete-document.tsx';
import { documentApi } from '../document/document-api.ts';
import { DocumentVersions } from '../document/document-versions.tsx';
import { EditActions } from '../document/edit-actions.tsx';
import { SaveDocument } from '../document/save-document.tsx';
import { useCheck } from '../document/use-check.ts';
import { useEditedDocument } from '../document/use-edited-document.ts';
import { YamlTab } from '../document/yaml-tab.tsx';
import { gatewayPath, routePath } from '../gateway-path.ts';
import { useLanguage } from '../use-language.ts';
import { useTrafficStatus } from '../use-traffic-status.ts';
import { PictureTab } from './picture-tab.tsx';
import type { Selection } from './selection.ts';
import { SettingsTab } from './settings-tab.tsx';
import { power, publishing, useSwitch } from './use-switch.ts';
import styles from '../gateway.module.css';

const RoutePage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const { client, key } = useHub();
  const language = useLanguage();
  const read = useRead(
    key('pipelines', 'one', name),
    (signal) => documentApi(client, 'pipeline').read(name, signal),
    { fresh: true },
  );
  if (read.data !== undefined && language.data !== undefined)
    return <RouteEditor facts={read.data} language={language.data} />;
  return (
    <Unread
      read={read.problem === null ? language : read}
      failed={t('gateway.routeFailed')}
      title={name}
      back={<BackLink to="gateway" label="gateway.routes" />}
    />
  );
};

const tabs = ['picture', 'yaml', 'settings', 'versions'] as const;

const switches = [
  { what: power, label: 'gateway.on' },
  { what: publishing, label: 'gateway.inPortal' },
] as const;

interface EditorProps {
  readonly facts: GatewayFacts;
  readonly language: GatewayLanguage;
}

const RouteEditor = ({ facts, language }: EditorProps) => {
  const t = useT();
  const may = useMay();
  const view = useViewState();
  const navigate = useNavigate();
  const { space } = useHub();
  const edited = useEditedDocument(facts);
  const { document, base, dirty } = edited;
  const { name } = base;
  const problems = useCheck('pipeline', name, document);
  const status = useTrafficStatus();
  const turn = useSwitch(name, edited.take);
  const [saving, setSaving] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [readable, setReadable] = useState(true);
  const [selected, setSelected] = useState<Selection | null>(null);
  const [tried, setTried] = useState<TriedRequest | null>(null);
  const writes = may('traffic.write');
  const tab = tabs.find((one) => one === view.get('tab')) ?? 'picture';
  const row = useTabInSight(tab);
  const show = (next: string | null): void =>
    view.set({ version: null, sort: null, tab: next === 'picture' ? null : next });
  const enabled = power.isOn(document);
  const broken = status.data?.broken.find((one) => one.name === name);
  const title = typeof document['title'] === 'string' && document['title'] !== '' ? document['title'] : name;
  return (
    <>
      <PageHeader
        title={title}
        about={
          <>
            <BackLink to="gateway" label="gateway.routes" /> / <code>{name}</code>
            <span className={styles['state']}>
              <StateMark tone={enabled ? 'success' : 'quiet'}>
                {t(enabled ? 'gateway.on' : 'gateway.off')}
              </StateMark>
              <span className="muted"> · {t('flows.versionNumber', { number: base.version })}</span>
            </span>
          </>
        }
        actions={
          writes && (
            <>
              {switches.map(({ what, label }) => (
                <Switch
                  key={label}
                  className={styles['switch'] ?? ''}
                  label={t(label)}
                  checked={what.isOn(document)}
                  disabled={turn.busy}
                  onChange={({ currentTarget }) => {
                    const on = currentTarget.checked;
                    // What is being edited is saved as a whole.
                    if (dirty) edited.change(what.turned(document, on));
                    else turn.run(what, on);
                  }}
                />
              ))}
              <Button
                size="xs"
                variant="default"
                leftSection={<IconTry size={14} />}
                onClick={() => {
                  show('picture');
                  setSelected({ kind: 'try' });
                }}
              >
                {t('gateway.try')}
              </Button>
              <EditActions edited={edited} unreadable={!readable} onSave={() => setSaving(true)} />
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="default" size={30} aria-label={t('list.actionsFor', { name: title })}>
                    <IconMore size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item
                    leftSection={<IconDuplicate size={14} />}
                    onClick={() => navigate(gatewayPath(space, `?new=1&copy=${encodeURIComponent(name)}`))}
                  >
                    {t('gateway.duplicate')}
                  </Menu.Item>
                  <Menu.Item
                    color="var(--mantine-color-error)"
                    leftSection={<IconRemove size={14} />}
                    onClick={() => setLeaving(true)}
                  >
                    {t('gateway.deleteRoute')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          )
        }
      />
      {broken !== undefined && (
        <div className={styles['alert']} role="alert">
          {t('gateway.broken', { version: broken.version })}{' '}
          <span className="any-break">{broken.reason}</span>
        </div>
      )}
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List ref={row} className={styles['inner'] ?? ''}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`gateway.tab.${one}`)}
              {one === 'yaml' && problems.length > 0 && ` (${problems.length})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="picture">
          <PictureTab
            {...{ edited, language, problems, writes, selected, tried }}
            status={status.data}
            onSelect={setSelected}
            onTried={setTried}
          />
        </Tabs.Panel>
        <Tabs.Panel value="yaml">
          <YamlTab
            document={document}
            problems={problems}
            writes={writes}
            onChange={edited.change}
            onReadable={setReadable}
          />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab {...{ document, language, problems, writes }} onChange={edited.change} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <DocumentVersions
            kind="pipeline"
            edited={edited}
            path={(wanted) => routePath(space, name, wanted)}
          />
        </Tabs.Panel>
      </Tabs>
      <SaveDocument
        kind="pipeline"
        edited={edited}
        problems={problems}
        opened={saving}
        onClose={() => setSaving(false)}
      />
      {leaving && (
        <DeleteDocument
          kind="pipeline"
          name={name}
          onDeleted={() => navigate(gatewayPath(space))}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
};

export default RoutePage;
