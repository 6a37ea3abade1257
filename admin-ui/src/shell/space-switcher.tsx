import { Menu } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { IconAdd, IconDone, IconSwitch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { membershipOf, useMe } from '../session/me.ts';
import styles from './shell.module.css';

export const SpaceSwitcher = () => {
  const t = useT();
  const navigate = useNavigate();
  const { space } = useHub();
  const me = useMe().data;
  const current = membershipOf(me, space);
  const name = current?.name ?? t('spaces.none');
  return (
    <Menu position="bottom-start" width={256}>
      <Menu.Target>
        <button className={styles['menu']} aria-label={t('spaces.switch', { name })}>
          <span className={styles['badge']} data-letter={name.slice(0, 1)} aria-hidden />
          <span className="one-line">{name}</span>
          <IconSwitch size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={480} style={{ overflow: 'auto' }}>
        <Menu.Label>{t('spaces.title')}</Menu.Label>
        {me?.spaces.map(({ slug, name: label }) => (
          <Menu.Item
            key={slug}
            rightSection={
              slug === space ? <IconDone size={14} aria-label={t('spaces.current')} /> : undefined
            }
            onClick={() => navigate(spacePath(slug))}
          >
            <span className="any-break">{label}</span>
          </Menu.Item>
        ))}
        {me?.user.installationOwner === true && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconAdd size={14} />} onClick={() => navigate('/spaces/new')}>
              {t('spaces.new')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
};
