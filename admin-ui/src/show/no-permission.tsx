import type { Permission } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { PageHeader } from './page-header.tsx';

export const NoPermission = (props: { readonly permission: Permission }) => {
  const t = useT();
  return (
    <PageHeader
      title={t('noPermission.title')}
      about={t('noPermission.text', { permission: props.permission })}
    />
  );
};
