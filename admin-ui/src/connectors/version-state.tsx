import type { ConnectorVersion } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';

export const VersionState = ({ version }: { readonly version: ConnectorVersion }) => {
  const t = useT();
  if (version.current) return <StateMark tone="success">{t('versions.current')}</StateMark>;
  if (version.state === 'draft') return <StateMark tone="waiting">{t('versions.draft')}</StateMark>;
  return (
    <StateMark tone="quiet">
      {t(version.state === 'discarded' ? 'versions.discarded' : 'versions.earlier')}
    </StateMark>
  );
};
