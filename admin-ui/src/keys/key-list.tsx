import { useMemo, useState, type ReactNode } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { ApiKey } from '../api/shapes.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { ListWithDetail } from '../list/list-with-detail.tsx';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { IconRevoke } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { useKeyBulk } from './use-key-bulk.tsx';
import { useKeyColumns } from './key-columns.tsx';
import { KeyDetail } from './key-detail.tsx';
import { RevokeKey } from './revoke-key.tsx';

const states = ['active', 'expired', 'revoked'] as const;

export const KeyList = (props: { readonly create: ReactNode }) => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const [leaving, setLeaving] = useState<ApiKey | null>(null);
  const list = useList({
    noun: 'keys',
    filters: ['state'],
    sorts: ['name', 'lastUsedAt', 'expiresAt'],
    id: (key: ApiKey) => key.id,
    read: ({ state, ...query }, signal) =>
      answer(
        client.GET('/api/keys', {
          signal,
          params: { query: { ...query, ...knownFilter('state', states, state) } },
        }),
      ),
    readOne: (keyId, signal) =>
      answer(client.GET('/api/keys/{keyId}', { signal, params: { path: { keyId } } })),
    grownBy: subjectsOf('key.created'),
  });
  const columns = useKeyColumns();
  const bulk = useKeyBulk();
  const writes = may('keys.write');
  const actions = useMemo(
    () =>
      writes
        ? (key: ApiKey) =>
            key.state === 'active'
              ? [
                  {
                    label: t('keys.revoke'),
                    icon: <IconRevoke size={14} />,
                    dangerous: true,
                    run: () => setLeaving(key),
                  },
                ]
              : []
        : undefined,
    [t, writes],
  );
  return (
    <ListWithDetail
      list={list}
      title={(key) => key.name}
      detail={(key) => <KeyDetail apiKey={key} onRevoke={() => setLeaving(key)} />}
    >
      <DataList
        list={list}
        label={t('nav.keys')}
        failed={t('keys.failed')}
        nameOf={(key) => key.name}
        empty={{ title: t('keys.empty'), text: t('keys.emptyText'), action: props.create }}
        filters={
          <FilterSelect
            list={list}
            name="state"
            label={t('keys.state')}
            choices={states.map((state) => ({ value: state, label: t(`keys.${state}`) }))}
          />
        }
        opens
        columns={columns}
        actions={actions}
        bulk={bulk}
      />
      <RevokeKey apiKey={leaving} onClose={() => setLeaving(null)} />
    </ListWithDetail>
  );
};
