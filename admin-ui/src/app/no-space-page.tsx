import { Button } from '@mantine/core';
import { useNavigate } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMe } from '../session/me.ts';
import { PageHeader } from '../show/page-header.tsx';

export const NoSpacePage = () => {
  const t = useT();
  const navigate = useNavigate();
  const owner = useMe().data?.user.installationOwner === true;
  return (
    <PageHeader
      title={t('noSpace.title')}
      about={owner ? t('noSpace.owner') : t('noSpace.text')}
      {...(owner
        ? { actions: <Button onClick={() => navigate('/spaces/new')}>{t('spaces.new')}</Button> }
        : {})}
    />
  );
};
