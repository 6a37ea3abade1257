import { Button, Group, Menu, ActionIcon } from '@mantine/core';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useReadPages } from '../api/queries.tsx';
import type { OwnKey } from '../api/shapes.ts';
import { IconAdd, IconMore, IconRefresh, IconRevoke } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { PageSkeleton } from '../show/page-skeleton.tsx';
import { StateMark, type Tone } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';
import { AddKey } from './add-key.tsx';
import { RevokeKey } from './revoke-key.tsx';
import { RotateKey } from './rotate-key.tsx';
import { usePortal } from './use-portal.tsx';
import styles from './portal.module.css';

const tones: Readonly<Record<OwnKey['state'], Tone>> = {
  active: 'success',
  inactive: 'quiet',
  expired: 'waiting',
  revoked: 'quiet',
};

type Doing = { readonly what: 'add' } | { readonly what: 'rotate' | 'revoke'; readonly key: OwnKey };

/** What the consumer shows to be let in; what is secret of it is never shown again. */
export const KeysPage = () => {
  const t = useT();
  const { client, slug, key, portal } = usePortal();
  const [doing, setDoing] = useState<Doing | null>(null);
  const read = useReadPages(key('keys'), (cursor, signal) =>
    answer(
      client.GET('/api/portal/{space}/keys', {
        signal,
        params: { path: { space: slug }, query: { limit: 50, ...(cursor !== null && { cursor }) } },
      }),
    ),
  );
  const keys = read.pages?.flatMap(({ items }) => items);
  const { selfService, visitor } = portal;
  const close = (): void => setDoing(null);
  return (
    <>
      <Group justify="space-between">
        <h1>{t('portal.keys')}</h1>
        {selfService && (
          <Button size="xs" leftSection={<IconAdd size={14} />} onClick={() => setDoing({ what: 'add' })}>
            {t('portal.addKey')}
          </Button>
        )}
      </Group>
      <p className="muted">{t(selfService ? 'portal.keysText' : 'portal.keysFixed')}</p>
      {read.problem !== null && (
        <Failure what={t('portal.keysFailed')} problem={read.problem} onRetry={read.reload} />
      )}
      {keys === undefined && read.problem === null && <PageSkeleton />}
      {keys !== undefined && (
        <div className={styles['scroll']} tabIndex={0} role="region" aria-label={t('portal.keys')}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{t('credentials.knownBy')}</th>
                <th scope="col">{t('credentials.kind')}</th>
                <th scope="col">{t('consumers.scopes')}</th>
                <th scope="col">{t('consumers.state')}</th>
                <th scope="col">{t('consumers.lastUsed')}</th>
                <th scope="col">{t('credentials.expires')}</th>
                <th scope="col">
                  <span className={styles['hidden']}>{t('portal.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <code>{one.identifier ?? (one.hint || '–')}</code>
                    {one.id === visitor?.credentialId && (
                      <span className="muted small"> {t('portal.thisKey')}</span>
                    )}
                  </th>
                  <td>{t(`credentials.kind.${one.kind}`)}</td>
                  <td className={styles['scopes']}>
                    {one.scopes === null ? t('credentials.allScopes') : one.scopes.join(', ') || '–'}
                  </td>
                  <td>
                    <StateMark tone={tones[one.state]}>{t(`credentials.${one.state}`)}</StateMark>
                  </td>
                  <td>
                    <RelativeTime at={one.lastUsedAt} never={t('never')} />
                  </td>
                  <td>
                    <RelativeTime at={one.expiresAt} never={t('credentials.never')} />
                  </td>
                  <td>
                    {selfService && one.kind === 'key' && one.state === 'active' && (
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={t('portal.actionsFor', { name: one.hint })}
                          >
                            <IconMore size={16} />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item
                            leftSection={<IconRefresh size={14} />}
                            onClick={() => setDoing({ what: 'rotate', key: one })}
                          >
                            {t('credentials.rotate')}
                          </Menu.Item>
                          <Menu.Item
                            color="var(--mantine-color-error)"
                            leftSection={<IconRevoke size={14} />}
                            onClick={() => setDoing({ what: 'revoke', key: one })}
                          >
                            {t('credentials.revoke')}
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {read.hasMore && (
        <Button size="xs" variant="default" mt={12} loading={read.loadingMore} onClick={read.loadMore}>
          {t('portal.more')}
        </Button>
      )}
      {visitor !== null && <AddKey opened={doing?.what === 'add'} visitor={visitor} onClose={close} />}
      {doing?.what === 'rotate' && <RotateKey apiKey={doing.key} onClose={close} />}
      {doing?.what === 'revoke' && <RevokeKey apiKey={doing.key} onClose={close} />}
    </>
  );
};
