import { NativeSelect, Tooltip } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import type { Member } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { roles } from './role-words.ts';
import { useChangeRole } from './use-change-role.ts';
import { useGrantableRoles } from './use-grantable-roles.ts';

/** The role, changed where it is read. */
export const RoleSelect = ({ member }: { readonly member: Member }) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const changeRole = useChangeRole();
  const mine = useGrantableRoles();
  const label = t(`role.${member.role}`);
  if (member.fromProvider) {
    return (
      <Tooltip label={t('members.fromProvider')}>
        <span>{label}</span>
      </Tooltip>
    );
  }
  if (!may('members.write') || space === null || !mine.includes(member.role)) return label;
  return (
    <NativeSelect
      // Reads as text with an arrow: a frame in every row would be all that one sees.
      variant="unstyled"
      size="sm"
      styles={{ input: { height: 24, minHeight: 24, lineHeight: '24px' } }}
      w={120}
      aria-label={t('members.roleOf', { name: member.name })}
      data={roles
        .filter((role) => mine.includes(role))
        .map((role) => ({ value: role, label: t(`role.${role}`) }))}
      value={member.role}
      onChange={(event) => {
        const role = roles.find((one) => one === event.currentTarget.value);
        if (role !== undefined && role !== member.role) changeRole(member, role);
      }}
    />
  );
};
