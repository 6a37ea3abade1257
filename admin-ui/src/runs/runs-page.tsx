import { useHub } from '../api/hub-context.tsx';
import { spacePath } from '../location/space-path.ts';
import { IconFlows } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { RunList } from './run-list.tsx';

const RunsPage = () => {
  const t = useT();
  const { space } = useHub();
  return (
    <>
      <PageHeader title={t('nav.runs')} about={t('runs.about')} />
      <RunList
        flow={null}
        begin={
          <LinkButton size="xs" leftSection={<IconFlows size={14} />} to={spacePath(space ?? '', 'flows')}>
            {t('runs.toFlows')}
          </LinkButton>
        }
      />
    </>
  );
};

export default RunsPage;
