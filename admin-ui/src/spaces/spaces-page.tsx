import { Button } from '@mantine/core';
import { useHub } from '../api/hub-context.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { Link, useNavigate, usePath } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMe } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';
import { NewSpaceForm } from './new-space-form.tsx';
import styles from './spaces-page.module.css';

const SpacesPage = () => {
  const t = useT();
  const path = usePath();
  const navigate = useNavigate();
  const { space } = useHub();
  const me = useMe().data;
  const owner = me?.user.installationOwner === true;
  const close = (): void => navigate('/spaces');
  return (
    <>
      <PageHeader
        title={t('spaces.title')}
        about={t('spaces.about')}
        {...(owner
          ? {
              actions: (
                <Button
                  size="xs"
                  leftSection={<IconAdd size={14} />}
                  data-create
                  onClick={() => navigate('/spaces/new')}
                >
                  {t('spaces.new')}
                </Button>
              ),
            }
          : {})}
      />
      <ul className={styles['spaces']}>
        {me?.spaces.map(({ slug, name, role }) => (
          <li key={slug}>
            <Link to={spacePath(slug)} className="link">
              {name}
            </Link>
            <span className="muted">
              <code>{slug}</code> · {t(`role.${role}`)}
              {slug === space ? ` · ${t('spaces.current')}` : ''}
            </span>
          </li>
        ))}
      </ul>
      <SideSheet opened={path === '/spaces/new' && owner} title={t('spaces.new')} onClose={close}>
        <NewSpaceForm onCancel={close} />
      </SideSheet>
    </>
  );
};

export default SpacesPage;
