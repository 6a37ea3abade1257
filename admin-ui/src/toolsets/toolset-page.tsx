import { ActionIcon, Button, Menu, Tabs } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { ToolsetFacts, ToolsetFinding } from '../api/shapes.ts';
import { Conflict } from '../flows/text/conflict.tsx';
import { SaveState } from '../flows/text/save-state.tsx';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconConnections, IconMore, IconRemove, IconTry, IconUpload } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { sayDetail, sayProblem } from '../messages/say-problem.ts';
import { useMay } from '../session/me.ts';
import { BackLink } from '../show/back-link.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { Unread } from '../show/unread.tsx';
import { useTabInSight } from '../show/use-tab-in-sight.ts';
import { DeleteToolset } from './delete-toolset.tsx';
import { FindingList } from './finding-list.tsx';
import { toolOf } from './findings.ts';
import { PublishToolset } from './publish-toolset.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { titleOf } from './toolset-columns.tsx';
import { connectPath, playgroundPath } from './toolset-path.ts';
import { ToolsetState } from './toolset-state.tsx';
import { ToolsTab } from './tools-tab.tsx';
import { useToolsetDraft } from './use-toolset-draft.ts';
import styles from './toolsets.module.css';

const PreviewTab = lazy(async () => ({ default: (await import('./preview-tab.tsx')).PreviewTab }));
const VersionsTab = lazy(async () => ({ default: (await import('./versions-tab.tsx')).VersionsTab }));
const ChangesTab = lazy(async () => ({ default: (await import('./changes-tab.tsx')).ChangesTab }));
const CallsTab = lazy(async () => ({ default: (await import('./calls-tab.tsx')).CallsTab }));

const tabs = ['tools', 'settings', 'preview', 'changes', 'versions', 'calls'] as const;

const ToolsetPage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const { client, key } = useHub();
  const read = useRead(
    key('toolsets', 'one', name),
    (signal) => answer(client.GET('/api/toolsets/{name}', { signal, params: { path: { name } } })),
    { fresh: true },
  );
  if (read.data !== undefined) return <Editor facts={read.data} />;
  return <Unread read={read} failed={t('toolsets.oneFailed')} title={name} back={<Back />} />;
};

const Back = () => <BackLink to="toolsets" label="nav.toolsets" />;

const Editor = ({ facts }: { readonly facts: ToolsetFacts }) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const view = useViewState();
  const navigate = useNavigate();
  const edited = useToolsetDraft(facts);
  const [publishing, setPublishing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const { toolset } = facts;
  const { name, blocked, published } = toolset;
  const { state, saver, draft } = edited;
  const { problems, warnings } = state.findings;
  const writes = may('toolsets.write');
  const shown = tabs.filter((one) => one !== 'calls' || may('audit.read'));
  const tab = shown.find((one) => one === view.get('tab')) ?? 'tools';
  const row = useTabInSight(tab);
  const show = (next: string | null): void =>
    view.set({
      ...{ version: null, seen: null, q: null, sort: null },
      ...{ call: null, tool: null, caller: null, outcome: null, from: null, until: null },
      tab: next === 'tools' ? null : next,
    });
  const choose = (finding: ToolsetFinding): void => {
    const at = toolOf(finding);
    show(at === null && !finding.path.startsWith('/tools') ? 'settings' : 'tools');
    setOpen(at);
  };
  return (
    <>
      <PageHeader
        title={titleOf({ name, title: draft.title })}
        about={
          <>
            <Back /> / <code>/mcp/{name}</code>
            <span className={styles['state']}>
              <ToolsetState toolset={toolset} />
            </span>
          </>
        }
        actions={
          <>
            <span className={styles['saved']}>
              <SaveState state={state} />
            </span>
            {published !== null && (
              <>
                <LinkButton
                  size="xs"
                  variant="default"
                  leftSection={<IconTry size={14} />}
                  to={playgroundPath(space, name)}
                >
                  {t('toolsets.play')}
                </LinkButton>
                <LinkButton
                  size="xs"
                  variant="default"
                  leftSection={<IconConnections size={14} />}
                  to={connectPath(space, name)}
                >
                  {t('toolsets.connect')}
                </LinkButton>
              </>
            )}
            {may('toolsets.publish') && (
              <>
                <Button size="xs" leftSection={<IconUpload size={14} />} onClick={() => setPublishing(true)}>
                  {t('flows.publish')}
                </Button>
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="default" size={30} aria-label={t('toolsets.more')}>
                      <IconMore size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      color="var(--mantine-color-error)"
                      leftSection={<IconRemove size={14} />}
                      onClick={() => setLeaving(true)}
                    >
                      {t('toolsets.delete')}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </>
            )}
          </>
        }
      />
      <div className={styles['notices']}>
        {state.phase === 'conflict' && state.other !== null && (
          <Conflict
            saver={saver}
            said={t('toolsets.conflict', { name: state.other.savedByName || t('flows.somebody') })}
            readTheirs={edited.readTheirs}
          />
        )}
        {state.phase === 'refused' && state.problem !== null && (
          <div className={styles['alert']} role="alert">
            <p>{sayDetail(state.problem) ?? sayProblem(t, state.problem)}</p>
            {state.problem.fields.slice(0, 3).map(({ path, message }) => (
              <p key={path} className="muted any-break">
                <code>{path}</code> {message}
              </p>
            ))}
          </div>
        )}
        {blocked > 0 && tab !== 'changes' && (
          <div className={styles['alert']} role="status">
            <p>{t('toolsets.blockedText', { count: blocked })}</p>
            <Button size="xs" variant="default" mt={8} onClick={() => show('changes')}>
              {t('toolsets.look')}
            </Button>
          </div>
        )}
      </div>
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List ref={row} className={styles['tabs'] ?? ''}>
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`toolsets.tab.${one}`)}
              {one === 'changes' && blocked > 0 && ` (${blocked})`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="tools">
          <ToolsTab
            edited={edited}
            writes={writes}
            open={open}
            onOpen={setOpen}
            onSettings={() => show('settings')}
          />
          {draft.tools.length > 0 && (
            <div className={styles['wide']}>
              <FindingList kind="problems" findings={problems} draft={draft} onChoose={choose} />
              <FindingList kind="warnings" findings={warnings} draft={draft} onChoose={choose} />
            </div>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab edited={edited} writes={writes} />
        </Tabs.Panel>
        <Suspense fallback={<PageSkeleton />}>
          <Tabs.Panel value="preview">
            <PreviewTab name={name} edited={edited} writes={writes} />
          </Tabs.Panel>
          <Tabs.Panel value="changes">
            <ChangesTab name={name} />
          </Tabs.Panel>
          <Tabs.Panel value="versions">
            <VersionsTab name={name} current={published?.number ?? null} edited={edited} />
          </Tabs.Panel>
          <Tabs.Panel value="calls">
            <CallsTab name={name} tools={draft.tools.map((tool) => tool.name)} />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
      <PublishToolset
        name={name}
        edited={edited}
        opened={publishing}
        onClose={() => setPublishing(false)}
        onChoose={choose}
      />
      {leaving && (
        <DeleteToolset
          name={name}
          onDeleted={() => navigate(spacePath(space ?? '', 'toolsets'))}
          onClose={() => setLeaving(false)}
        />
      )}
    </>
  );
};

export default ToolsetPage;
