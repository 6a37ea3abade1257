import { Button, Group, Stack } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import type { Member } from '../api/shapes.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Facts } from '../show/facts.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { ExactTime } from '../show/time.tsx';
import { RoleSelect } from './role-select.tsx';

interface DetailProps {
  readonly member: Member;
  onRemove(): void;
}

export const MemberDetail = ({ member, onRemove }: DetailProps) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const facts: [string, React.ReactNode][] = [
    [t('members.email'), member.email ?? '–'],
    [t('members.role'), <RoleSelect key="role" member={member} />],
    [t('members.secondFactor'), member.totp ? t('yes') : t('no')],
    [t('members.seen'), <ExactTime key="seen" at={member.lastSeenAt} never={t('never')} />],
    [t('members.joined'), <ExactTime key="joined" at={member.createdAt} />],
    [
      'ID',
      <Group key="id" gap={4} wrap="nowrap">
        <code>{member.id}</code>
        <CopyIcon value={member.id} label={t('copy.id')} />
      </Group>,
    ],
  ];
  return (
    <Stack gap={16}>
      {member.fromProvider && <p className="muted">{t('members.fromProvider')}</p>}
      <Facts facts={facts} />
      {may('audit.read') && space !== null && (
        <Link to={spacePath(space, `audit?actor=${encodeURIComponent(member.id)}`)} className="link">
          {t('members.activity')}
        </Link>
      )}
      {may('members.write') && (
        <Group>
          <Button size="xs" variant="default" onClick={onRemove}>
            {t('members.remove')}
          </Button>
        </Group>
      )}
    </Stack>
  );
};
