import { Button, Tabs } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconPause, IconRemove, IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { BackLink } from '../show/back-link.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { Unread } from '../show/unread.tsx';
import { FlowRuns } from '../runs/flow-runs.tsx';
import { RunFlow } from '../runs/run-flow.tsx';
import { DeleteFlow } from './delete-flow.tsx';
import { titleOf } from './flow-columns.tsx';
import { FlowState } from './flow-state.tsx';
import { usePauseFlow } from './use-pause-flow.ts';
import { VersionsTab } from './versions/versions-tab.tsx';
import styles from './flow-page.module.css';

const EditorTab = lazy(() => import('../editor/editor-tab.tsx'));
const TestsTab = lazy(() => import('./tests/tests-tab.tsx'));
const TriesTab = lazy(() => import('./tries/tries-tab.tsx'));

const tabs = ['edit', 'tests', 'runs', 'tries', 'versions'] as const;

const FlowPage = ({ name }: { readonly name: string }) => {
  const t = useT();
  const may = useMay();
  const { client, key, space } = useHub();
  const view = useViewState();
  const navigate = useNavigate();
  const pause = usePauseFlow();
  const [leaving, setLeaving] = useState(false);
  const read = useRead(
    key('flows', 'one', name),
    (signal) => answer(client.GET('/api/flows/{name}', { signal, params: { path: { name } } })),
    { fresh: true },
  );
  const back = <BackLink to="flows" label="nav.flows" />;
  const facts = read.data;
  if (facts === undefined)
    return <Unread read={read} failed={t('flows.oneFailed')} title={name} back={back} />;
  const { flow } = facts;
  const shown = tabs.filter((one) => one !== 'tries' || may('flows.write'));
  const tab = shown.find((one) => one === view.get('tab')) ?? 'edit';
  const show = (next: string | null): void =>
    view.set({
      ...{ version: null, q: null, sort: null, status: null, trigger: null, from: null, until: null },
      ...{ case: null, run: null, look: null },
      tab: next === 'edit' ? null : next,
    });
  const paused = flow.state === 'paused';
  return (
    <>
      <PageHeader
        title={titleOf(flow)}
        about={
          <>
            {back} / <code>{flow.name}</code>
            <span className={styles['state']}>
              <FlowState flow={flow} />
            </span>
            {flow.summary !== '' && <span className={styles['about']}>{flow.summary}</span>}
          </>
        }
        actions={
          <>
            <RunFlow flow={flow} />
            {may('flows.publish') && (
              <>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={paused ? <IconTry size={14} /> : <IconPause size={14} />}
                  onClick={() => pause(flow)}
                >
                  {t(paused ? 'flows.resume' : 'flows.pause')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconRemove size={14} />}
                  onClick={() => setLeaving(true)}
                >
                  {t('flows.delete')}
                </Button>
              </>
            )}
          </>
        }
      />
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List className={styles['tabs'] ?? ''}>
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`flows.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="edit">
          <Suspense fallback={<PageSkeleton />}>
            <EditorTab key={name} facts={facts} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="tests">
          <Suspense fallback={<PageSkeleton />}>
            <TestsTab flow={flow} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <FlowRuns flow={flow} />
        </Tabs.Panel>
        <Tabs.Panel value="tries">
          <Suspense fallback={<PageSkeleton />}>
            <TriesTab flow={flow} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab flow={flow} />
        </Tabs.Panel>
      </Tabs>
      <DeleteFlow
        name={name}
        opened={leaving}
        onDeleted={() => navigate(spacePath(space ?? '', 'flows'))}
        onClose={() => setLeaving(false)}
      />
    </>
  );
};

export default FlowPage;
