import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Facts } from '../show/facts.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { Unread } from '../show/unread.tsx';
import { Section } from '../show/section.tsx';
import { ExactTime } from '../show/time.tsx';
import { languageNames } from '../messages/language-names.ts';
import { DangerZone } from './danger-zone.tsx';
import { SpaceForm } from './space-form.tsx';

const SettingsPage = () => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const space = useRead(key('space'), (signal) => answer(client.GET('/api/space', { signal })));
  const { data } = space;
  if (data === undefined)
    return <Unread read={space} failed={t('settings.failed')} title={t('nav.settings')} />;
  return (
    <>
      <PageHeader title={t('nav.settings')} about={t('settings.about')} />
      <Section title={t('settings.general')} about={t('settings.generalText')}>
        {may('space.write') ? (
          <SpaceForm space={data} />
        ) : (
          <Facts
            facts={[
              [t('settings.name'), data.name],
              [t('settings.timezone'), data.settings.timezone],
              [t('settings.language'), languageNames[data.settings.language]],
            ]}
          />
        )}
      </Section>
      <Section title={t('settings.identity')} about={t('settings.identityText')}>
        <Facts
          facts={[
            [t('spaces.slug'), <code key="slug">{data.slug}</code>],
            [
              'ID',
              <span key="id">
                <code>{data.id}</code> <CopyIcon value={data.id} label={t('copy.id')} />
              </span>,
            ],
            [t('settings.created'), <ExactTime key="created" at={data.createdAt} />],
          ]}
        />
      </Section>
      {may('space.delete') && <DangerZone space={data} />}
    </>
  );
};

export default SettingsPage;
