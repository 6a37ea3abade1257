import { Radio, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useRead } from '../../api/queries.tsx';
import type { Space } from '../../api/shapes.ts';
import { Markdown } from '../../approvals/markdown.tsx';
import { FormActions } from '../../form/form-actions.tsx';
import { FormProblems } from '../../form/form-problems.tsx';
import { RestoredDraft } from '../../form/restored-draft.tsx';
import { useHubForm } from '../../form/use-hub-form.ts';
import { Link } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { CopyIcon } from '../../show/copy-button.tsx';
import { useNotices } from '../../show/notices.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { Section } from '../../show/section.tsx';
import { Unread } from '../../show/unread.tsx';
import { gatewayPath } from '../gateway-path.ts';
import { GatewayTabs } from '../gateway-tabs.tsx';
import styles from '../gateway.module.css';

const accesses = ['off', 'public', 'consumers'] as const;

/** What those who call the gateway see of this space, and who of them. */
const PortalPage = () => {
  const t = useT();
  const { client, key } = useHub();
  const read = useRead(key('space'), (signal) => answer(client.GET('/api/space', { signal })));
  return (
    <>
      <PageHeader title={t('nav.gateway')} about={t('portalSettings.about')} />
      <GatewayTabs current="portal" />
      {read.data === undefined ? (
        <Unread read={read} failed={t('settings.failed')} />
      ) : (
        <>
          <PortalAddress space={read.data} />
          <Section title={t('portalSettings.page')} about={t('portalSettings.pageText')}>
            <PortalForm space={read.data} />
          </Section>
        </>
      )}
    </>
  );
};

const PortalAddress = ({ space }: { readonly space: Space }) => {
  const t = useT();
  const { access } = space.settings.portal;
  const address = `${window.location.origin}/portal/${space.slug}`;
  return (
    <p className={styles['listening']}>
      {access === 'off' ? (
        <span className="muted">{t('portalSettings.isOff')}</span>
      ) : (
        <>
          <span className="muted">{t('portalSettings.address')}</span>
          <a className="link any-break" href={address} target="_blank" rel="noopener">
            {address}
          </a>
          <CopyIcon value={address} label={t('portalSettings.copyAddress')} />
        </>
      )}
    </p>
  );
};

const PortalForm = ({ space }: { readonly space: Space }) => {
  const t = useT();
  const writes = useMay()('space.write');
  const { client, key, space: slug } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const form = useHubForm({
    draft: `portal.${space.slug}`,
    initial: { ...space.settings.portal },
    labels: {
      access: t('portalSettings.access'),
      title: t('portalSettings.title'),
      intro: t('portalSettings.intro'),
      selfService: t('portalSettings.selfService'),
    },
    submit: async (portal) => {
      const body = { settings: { portal: { ...portal, title: portal.title.trim() } } };
      const saved = await answer(client.PATCH('/api/space', { body }));
      cache.change<Space>(key('space'), () => saved);
      notices.done(t('portalSettings.saved'));
    },
  });
  const { fields } = form;
  const { intro } = fields.values;
  return (
    <form onSubmit={form.onSubmit} onBlur={form.onBlur} noValidate>
      <fieldset className={styles['plain']} disabled={!writes} aria-label={t('portalSettings.page')}>
        <Stack gap={16}>
          <RestoredDraft form={form} />
          <FormProblems form={form} />
          <Radio.Group label={t('portalSettings.access')} {...fields.getInputProps('access')}>
            <Stack gap={8} mt={8}>
              {accesses.map((value) => (
                <Radio
                  key={value}
                  value={value}
                  label={t(`portalSettings.access.${value}`)}
                  description={t(`portalSettings.access.${value}Text`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <TextInput
            label={t('portalSettings.title')}
            description={t('portalSettings.titleText')}
            placeholder={space.name}
            maxLength={100}
            {...fields.getInputProps('title')}
          />
          <Textarea
            label={t('portalSettings.intro')}
            description={t('portalSettings.introText')}
            autosize
            minRows={4}
            maxRows={20}
            maxLength={5_000}
            {...fields.getInputProps('intro')}
          />
          {intro.trim() !== '' && (
            <div className={styles['preview']} role="group" aria-label={t('portalSettings.preview')}>
              <Markdown text={intro} />
            </div>
          )}
          <Switch
            label={t('portalSettings.selfService')}
            description={t('portalSettings.selfServiceText')}
            {...fields.getInputProps('selfService', { type: 'checkbox' })}
          />
          {writes && <FormActions label={t('save')} busy={form.busy} />}
          <p className="muted">
            {t('portalSettings.publish')}{' '}
            <Link to={gatewayPath(slug, '?published=true')} className="link">
              {t('portalSettings.published')}
            </Link>
          </p>
        </Stack>
      </fieldset>
    </form>
  );
};

export default PortalPage;
