import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import type { Consumer, Credential } from '../../api/shapes.ts';
import { AskOnce } from '../../form/ask-once.tsx';
import { SideSheet } from '../../form/side-sheet.tsx';
import { DataList } from '../../list/data-list.tsx';
import { FilterSelect } from '../../list/filter-select.tsx';
import { knownFilter } from '../../list/known-filter.ts';
import { useList } from '../../list/use-list.ts';
import { IconAdd, IconEdit, IconRefresh, IconRevoke } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { useNotices } from '../../show/notices.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { AddCredential } from './add-credential.tsx';
import { useCredentialColumns } from './credential-columns.tsx';
import { credentialKinds, credentialName, credentialStates, rotates } from './credential-words.tsx';
import { EditCredential } from './edit-credential.tsx';
import { RotateCredential } from './rotate-credential.tsx';

interface Doing {
  readonly what: 'edit' | 'rotate' | 'revoke';
  readonly credential: Credential;
}

/** What a consumer shows to be let in. */
export const CredentialList = ({ consumer }: { readonly consumer: Consumer }) => {
  const t = useT();
  const writes = useMay()('consumers.write');
  const { client } = useHub();
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const list = useList({
    noun: 'credentials',
    within: consumer.id,
    filters: ['kind', 'state'],
    sorts: ['createdAt', 'lastUsedAt', 'expiresAt'],
    id: ({ id }: Credential) => id,
    read: ({ kind, state, ...query }, signal) =>
      answer(
        client.GET('/api/consumers/{consumerId}/credentials', {
          signal,
          params: {
            path: { consumerId: consumer.id },
            query: {
              ...query,
              ...knownFilter('kind', credentialKinds, kind),
              ...knownFilter('state', credentialStates, state),
            },
          },
        }),
      ),
  });
  const columns = useCredentialColumns();
  const actions = useMemo(() => {
    const edit = {
      label: t('credentials.edit'),
      icon: <IconEdit size={14} />,
      run: (credential: Credential) => setDoing({ what: 'edit', credential }),
    };
    const rotate = {
      label: t('credentials.rotate'),
      icon: <IconRefresh size={14} />,
      run: (credential: Credential) => setDoing({ what: 'rotate', credential }),
    };
    const revoke = {
      label: t('credentials.revoke'),
      icon: <IconRevoke size={14} />,
      dangerous: true,
      run: (credential: Credential) => setDoing({ what: 'revoke', credential }),
    };
    return (credential: Credential) =>
      credential.state === 'revoked' ? [] : [edit, ...(rotates(credential) ? [rotate] : []), revoke];
  }, [t]);
  const add = writes && (
    <Button size="xs" leftSection={<IconAdd size={14} />} onClick={() => setAdding(true)}>
      {t('credentials.add')}
    </Button>
  );
  const close = (): void => setDoing(null);
  return (
    <>
      <DataList
        list={list}
        label={t('consumers.credentials')}
        failed={t('credentials.failed')}
        nameOf={credentialName}
        empty={{ title: t('credentials.empty'), text: t('credentials.emptyText'), action: add }}
        columns={columns}
        actions={writes ? actions : undefined}
        filters={
          <>
            <FilterSelect
              list={list}
              name="kind"
              label={t('credentials.kind')}
              choices={credentialKinds.map((value) => ({ value, label: t(`credentials.kind.${value}`) }))}
            />
            <FilterSelect
              list={list}
              name="state"
              label={t('consumers.state')}
              width={128}
              choices={credentialStates.map((value) => ({ value, label: t(`credentials.${value}`) }))}
            />
            {list.items.length > 0 && add}
          </>
        }
      />
      <SideSheet opened={adding} title={t('credentials.add')} onClose={() => setAdding(false)}>
        <AddCredential consumer={consumer} onClose={() => setAdding(false)} />
      </SideSheet>
      <SideSheet opened={doing?.what === 'edit'} title={t('credentials.edit')} onClose={close}>
        {doing?.what === 'edit' && (
          <EditCredential consumer={consumer} credential={doing.credential} onClose={close} />
        )}
      </SideSheet>
      <SideSheet opened={doing?.what === 'rotate'} title={t('credentials.rotate')} onClose={close}>
        {doing?.what === 'rotate' && <RotateCredential credential={doing.credential} onClose={close} />}
      </SideSheet>
      {doing?.what === 'revoke' && <RevokeCredential credential={doing.credential} onClose={close} />}
    </>
  );
};

const RevokeCredential = ({ credential, onClose }: { readonly credential: Credential; onClose(): void }) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const name = credentialName(credential);
  const path = { consumerId: credential.consumerId, credentialId: credential.id };
  const revoke = useWrite(() =>
    answer(client.DELETE('/api/consumers/{consumerId}/credentials/{credentialId}', { params: { path } })),
  );
  const confirm = (): void => {
    revoke.run(undefined).then(
      () => {
        cache.expire(key('consumers'));
        cache.expire(key('credentials'));
        notices.done(t('credentials.wasRevoked', { name }));
        onClose();
      },
      () => undefined,
    );
  };
  return (
    <AskOnce
      opened
      title={t('credentials.revokeTitle', { name })}
      action={t('credentials.revoke')}
      busy={revoke.busy}
      problem={revoke.problem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t('credentials.revokeText')}</p>
      <p className="muted">
        {t('consumers.lastUsed')}: <RelativeTime at={credential.lastUsedAt} never={t('never')} />
      </p>
    </AskOnce>
  );
};
