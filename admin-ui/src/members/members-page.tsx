import { Button, Tabs } from '@mantine/core';
import { useNavigate, usePath } from '../location/router.tsx';
import { entryOfPath, pageOfPath } from '../location/space-path.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { GroupList } from '../groups/group-list.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteSheet } from './invite-sheet.tsx';
import { MemberList } from './member-list.tsx';
import styles from './members-page.module.css';

const tabs = ['members', 'groups', 'invitations'] as const;
const isGroup = (entry: string | null): boolean => entry?.startsWith('grp_') === true;

const MembersPage = () => {
  const t = useT();
  const may = useMay();
  const view = useViewState();
  const path = usePath();
  const navigate = useNavigate();
  // The address of a group that somebody was sent says by itself what it is.
  const tab = isGroup(entryOfPath(path))
    ? 'groups'
    : (tabs.find((one) => one === view.get('tab')) ?? 'members');
  // Without what was searched for, and without the entry that is open: it belongs to the other list.
  const show = (next: string | null): void => {
    const page = pageOfPath(path);
    navigate(next === null || next === 'members' ? page : `${page}?tab=${next}`, { replace: true });
  };
  const writes = may('members.write');
  const create = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('groups.create')}
    </Button>
  ) : undefined;
  const invite = writes ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('members.invite')}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader
        title={t('nav.members')}
        about={t('members.about')}
        actions={tab === 'groups' ? create : invite}
      />
      <Tabs value={tab} onChange={show} keepMounted={false}>
        <Tabs.List className={styles['tabs'] ?? ''}>
          <Tabs.Tab value="members">{t('members.tab')}</Tabs.Tab>
          <Tabs.Tab value="groups">{t('groups.tab')}</Tabs.Tab>
          <Tabs.Tab value="invitations">{t('invitations.tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="members">
          <MemberList />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <GroupList create={create} />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <InvitationList invite={invite} />
        </Tabs.Panel>
      </Tabs>
      <InviteSheet
        opened={view.get('new') !== null && writes && tab !== 'groups'}
        onClose={() => view.set({ new: null })}
      />
    </>
  );
};

export default MembersPage;
