import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Consumer } from '../../api/shapes.ts';
import { SideSheet } from '../../form/side-sheet.tsx';
import type { BulkAction } from '../../list/bulk-action.ts';
import { DataList } from '../../list/data-list.tsx';
import { FilterSelect } from '../../list/filter-select.tsx';
import { FilterText } from '../../list/filter-text.tsx';
import { knownFilter } from '../../list/known-filter.ts';
import { subjectsOf } from '../../list/subjects-of.ts';
import { useList } from '../../list/use-list.ts';
import { useNavigate } from '../../location/router.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { IconAdd, IconPause, IconRemove, IconTry } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useMay } from '../../session/me.ts';
import { PageHeader } from '../../show/page-header.tsx';
import { GatewayTabs } from '../gateway-tabs.tsx';
import { useConsumerColumns } from './consumer-columns.tsx';
import { ConsumerForm } from './consumer-form.tsx';
import { consumerPath } from './consumer-path.ts';
import { DeleteConsumer } from './delete-consumer.tsx';

const yesNo = ['true', 'false'] as const;
const nameOf = ({ name }: Consumer): string => name;

const ConsumersPage = () => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const navigate = useNavigate();
  const view = useViewState();
  const [leaving, setLeaving] = useState<Consumer | null>(null);
  const writes = may('consumers.write');
  const list = useList({
    noun: 'consumers',
    filters: ['active', 'scope'],
    sorts: ['name', 'lastUsedAt'],
    id: ({ id }: Consumer) => id,
    read: ({ active, ...query }, signal) =>
      answer(
        client.GET('/api/consumers', {
          ...{ signal, params: { query: { ...query, ...knownFilter('active', yesNo, active) } } },
        }),
      ),
    grownBy: subjectsOf('consumer.created'),
  });
  const columns = useConsumerColumns();
  const bulk = useConsumerBulk();
  const actions = useMemo(() => {
    const away = {
      label: t('consumers.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return writes ? () => [away] : undefined;
  }, [t, writes]);
  const create = writes && (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('consumers.create')}
    </Button>
  );
  const close = (): void => view.set({ new: null });
  return (
    <>
      <PageHeader title={t('nav.gateway')} about={t('consumers.about')} actions={create} />
      <GatewayTabs current="consumers" />
      <DataList
        list={list}
        label={t('consumers.all')}
        failed={t('consumers.failed')}
        nameOf={nameOf}
        empty={{ title: t('consumers.empty'), text: t('consumers.emptyText'), action: create }}
        linkTo={({ id }) => consumerPath(space, id)}
        columns={columns}
        actions={actions}
        bulk={writes ? bulk : undefined}
        filters={
          <>
            <FilterSelect
              list={list}
              name="active"
              label={t('consumers.state')}
              width={128}
              choices={[
                { value: 'true', label: t('consumers.active') },
                { value: 'false', label: t('consumers.inactive') },
              ]}
            />
            <FilterText list={list} name="scope" label={t('consumers.scope')} width={152} />
          </>
        }
      />
      <SideSheet opened={writes && view.get('new') !== null} title={t('consumers.create')} onClose={close}>
        <ConsumerForm
          consumer={null}
          onSaved={({ id }) => navigate(consumerPath(space, id))}
          onCancel={close}
        />
      </SideSheet>
      {leaving !== null && (
        <DeleteConsumer consumer={leaving} onDeleted={list.reload} onClose={() => setLeaving(null)} />
      )}
    </>
  );
};

const useConsumerBulk = (): readonly BulkAction<Consumer>[] => {
  const t = useT();
  const { client } = useHub();
  return useMemo(() => {
    const turn = (active: boolean) => (consumer: Consumer) =>
      answer(
        client.PATCH('/api/consumers/{consumerId}', {
          ...{ params: { path: { consumerId: consumer.id } }, body: { active } },
        }),
      );
    return [
      {
        name: 'on',
        icon: <IconTry size={14} />,
        label: (count) => t('consumers.turnOn', { count }),
        done: (count) => t('consumers.areOn', { count }),
        text: t('consumers.turnOnText'),
        applies: ({ active }) => !active,
        run: turn(true),
      },
      {
        name: 'off',
        icon: <IconPause size={14} />,
        label: (count) => t('consumers.turnOff', { count }),
        done: (count) => t('consumers.areOff', { count }),
        text: t('consumers.turnOffText'),
        applies: ({ active }) => active,
        run: turn(false),
      },
    ];
  }, [t, client]);
};

export default ConsumersPage;
