import { Tabs } from '@mantine/core';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { AllApprovals, WaitingList } from './approval-list.tsx';
import { WaitingBadge } from './waiting-badge.tsx';
import styles from './approvals.module.css';

const ApprovalsPage = () => {
  const t = useT();
  const view = useViewState();
  const tab = view.get('tab') === 'all' ? 'all' : 'waiting';
  return (
    <>
      <PageHeader title={t('nav.approvals')} about={t('approvals.about')} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) =>
          view.set({ tab: next === 'all' ? next : null, q: null, state: null, group: null, sort: null })
        }
      >
        <Tabs.List className={styles['tabs'] ?? ''}>
          <Tabs.Tab value="waiting" rightSection={<WaitingBadge />}>
            {t('approvals.waiting')}
          </Tabs.Tab>
          <Tabs.Tab value="all">{t('approvals.all')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="waiting">
          <WaitingList />
        </Tabs.Panel>
        <Tabs.Panel value="all">
          <AllApprovals />
        </Tabs.Panel>
      </Tabs>
    </>
  );
};

export default ApprovalsPage;
