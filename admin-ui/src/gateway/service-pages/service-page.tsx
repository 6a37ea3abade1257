import { Button, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import type { GatewayFacts, GatewayLanguage } from '../../api/shapes.ts';
import { useNavigate } from '../../location/router.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { IconRemove } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { BackLink } from '../../show/back-link.tsx';
import { PageHeader } from '../../show/page-header.tsx';
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
import { gatewayPath, servicePath } from '../gateway-path.ts';
import { useLanguage } from '../use-language.ts';
import { ServiceForm } from './service-form.tsx';
import { ServiceState } from './service-state.tsx';
import { ServiceUses } from './service-uses.tsx';
import styles from '../gateway.module.css';

const ServicePage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const { client, key } = useHub();
  const language = useLanguage();
  const read = useRead(
    key('services', 'one', name),
    (signal) => documentApi(client, 'service').read(name, signal),
    { fresh: true },
  );
  if (read.data !== undefined && language.data !== undefined)
    return <ServiceEditor facts={read.data} language={language.data} />;
  return (
    <Unread
      read={read.problem === null ? language : read}
      failed={t('gateway.serviceFailed')}
      title={name}
      back={<BackLink to="gateway/services" label="gateway.services" />}
    />
  );
};

const tabs = ['form', 'yaml', 'state', 'uses', 'versions'] as const;

interface EditorProps {
  readonly facts: GatewayFacts;
  readonly language: GatewayLanguage;
}

const ServiceEditor = ({ facts, language }: EditorProps) => {
  const t = useT();
  const may = useMay();
  const view = useViewState();
  const navigate = useNavigate();
  const { space } = useHub();
  const edited = useEditedDocument(facts);
  const { document, base } = edited;
  const { name } = base;
  const problems = useCheck('service', name, document);
  const [saving, setSaving] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [readable, setReadable] = useState(true);
  const writes = may('traffic.write');
  const tab = tabs.find((one) => one === view.get('tab')) ?? 'form';
  const row = useTabInSight(tab);
  const { title } = document;
  return (
    <>
      <PageHeader
        title={typeof title === 'string' && title !== '' ? title : name}
        about={
          <>
            <BackLink to="gateway/services" label="gateway.services" /> / <code>{name}</code>
            <span className={`${styles['state']} muted`}>
              {t('flows.versionNumber', { number: base.version })}
            </span>
          </>
        }
        actions={
          writes && (
            <>
              <EditActions edited={edited} unreadable={!readable} onSave={() => setSaving(true)} />
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRemove size={14} />}
                onClick={() => setLeaving(true)}
              >
                {t('gateway.deleteService')}
              </Button>
            </>
          )
        }
      />
      <Tabs
        value={tab}
        onChange={(next) =>
          view.set({ version: null, sort: null, q: null, tab: next === 'form' ? null : next })
        }
        keepMounted={false}
      >
        <Tabs.List ref={row} className={styles['inner'] ?? ''}>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`gateway.tab.${one}`)}
              {one === 'yaml' && problems.length > 0 && ` (${problems.length})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="form">
          <ServiceForm {...{ document, language, problems, writes }} onChange={edited.change} />
        </Tabs.Panel>
        <Tabs.Panel value="yaml">
          <YamlTab {...{ document, problems, writes }} onChange={edited.change} onReadable={setReadable} />
        </Tabs.Panel>
        <Tabs.Panel value="state">
          <ServiceState name={name} />
        </Tabs.Panel>
        <Tabs.Panel value="uses">
          <ServiceUses name={name} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <DocumentVersions
            kind="service"
            edited={edited}
            path={(wanted) => servicePath(space, name, wanted)}
          />
        </Tabs.Panel>
      </Tabs>
      <SaveDocument
        kind="service"
        edited={edited}
        problems={problems}
        opened={saving}
        onClose={() => setSaving(false)}
      />
      {leaving && (
        <DeleteDocument
          kind="service"
          name={name}
          onDeleted={() => navigate(gatewayPath(space, 'services'))}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
};

export default ServicePage;
