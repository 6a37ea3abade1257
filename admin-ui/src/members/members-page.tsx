import { Button, Tabs } from '@mantine/core';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteSheet } from './invite-sheet.tsx';
import { MemberList } from './member-list.tsx';
import styles from './members-page.module.css';

const MembersPage = () => {
  const t = useT();
  const may = useMay();
  const view = useViewState();
  const tab = view.get('tab') === 'invitations' ? 'invitations' : 'members';
  const show = (next: string | null): void =>
    view.set({
      tab: next === 'invitations' ? next : null,
      q: null,
      role: null,
      state: null,
      sort: null,
    });
  const invite = may('members.write') ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('members.invite')}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title={t('nav.members')} about={t('members.about')} actions={invite} />
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List className={styles['tabs'] ?? ''}>
          <Tabs.Tab value="members">{t('members.tab')}</Tabs.Tab>
          <Tabs.Tab value="invitations">{t('invitations.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="members">
          <MemberList />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <InvitationList invite={invite} />
        </Tabs.Panel>
      </Tabs>
      <InviteSheet
        opened={view.get('new') !== null && may('members.write')}
        onClose={() => view.set({ new: null })}
      />
    </>
  );
};

export default MembersPage;
