import { Button, Group } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite } from '../api/queries.tsx';
import type { Pipeline } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import type { BulkAction } from '../list/bulk-action.ts';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import {
  IconAdd,
  IconDownload,
  IconDuplicate,
  IconPause,
  IconRemove,
  IconTry,
  IconUpload,
} from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { saveFile } from '../operations/save-file.ts';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { useNotices } from '../show/notices.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { DeleteDocument } from './document/delete-document.tsx';
import { documentApi } from './document/document-api.ts';
import { gatewayPath, routePath } from './gateway-path.ts';
import { GatewayTabs } from './gateway-tabs.tsx';
import { madeOf } from './made-of.ts';
import { ListeningNote } from './listening-note.tsx';
import { NameFilter } from './name-filter.tsx';
import { NewRoute } from './route/new-route.tsx';
import { power, switched } from './route/use-switch.ts';
import { titleOf, useRouteColumns } from './route-columns.tsx';

const yesNo = ['true', 'false'] as const;

const RoutesPage = () => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const view = useViewState();
  const [leaving, setLeaving] = useState<Pipeline | null>(null);
  const writes = may('traffic.write');
  const list = useList({
    noun: 'pipelines',
    filters: ['enabled', 'published', 'service'],
    sorts: ['name', 'savedAt'],
    id: ({ name }: Pipeline) => name,
    grownBy: madeOf('pipeline'),
    seen: ({ id }) => id,
    read: ({ enabled, published, ...query }, signal) =>
      answer(
        client.GET('/api/pipelines', {
          signal,
          params: {
            query: {
              ...query,
              ...knownFilter('enabled', yesNo, enabled),
              ...knownFilter('published', yesNo, published),
            },
          },
        }),
      ),
  });
  const columns = useRouteColumns();
  const bulk = useBulk();
  const actions = useMemo(() => {
    const duplicate = {
      label: t('gateway.duplicate'),
      icon: <IconDuplicate size={14} />,
      run: ({ name }: Pipeline) => view.set({ new: '1', copy: name }),
    };
    const away = {
      label: t('gateway.deleteRoute'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return writes ? () => [duplicate, away] : undefined;
  }, [t, writes, view]);
  const close = (): void => view.set({ new: null, copy: null });
  const create = writes && (
    <Group gap={8}>
      <LinkButton
        size="xs"
        variant="default"
        leftSection={<IconUpload size={14} />}
        to={gatewayPath(space, 'import')}
      >
        {t('gateway.import')}
      </LinkButton>
      <Button
        size="xs"
        leftSection={<IconAdd size={14} />}
        data-create
        onClick={() => view.set({ new: '1' })}
      >
        {t('gateway.newRoute')}
      </Button>
    </Group>
  );
  return (
    <>
      <PageHeader
        title={t('nav.gateway')}
        about={t('gateway.about')}
        actions={
          <>
            <ExportButton />
            {create}
          </>
        }
      />
      <GatewayTabs current="" />
      <ListeningNote />
      <DataList
        list={list}
        label={t('gateway.routes')}
        failed={t('gateway.routesFailed')}
        nameOf={titleOf}
        empty={{ title: t('gateway.empty'), text: t('gateway.emptyText'), action: create }}
        linkTo={({ name }) => routePath(space, name)}
        columns={columns}
        actions={actions}
        bulk={writes ? bulk : undefined}
        filters={
          <>
            <FilterSelect
              list={list}
              name="enabled"
              label={t('gateway.state')}
              width={120}
              choices={[
                { value: 'true', label: t('gateway.on') },
                { value: 'false', label: t('gateway.off') },
              ]}
            />
            <NameFilter list={list} name="service" of="services" label={t('gateway.service')} />
            <FilterSelect
              list={list}
              name="published"
              label={t('gateway.portal')}
              width={140}
              choices={[
                { value: 'true', label: t('gateway.inPortal') },
                { value: 'false', label: t('gateway.notInPortal') },
              ]}
            />
          </>
        }
      />
      <SideSheet
        opened={writes && view.get('new') !== null}
        title={t(view.get('copy') === null ? 'gateway.newRoute' : 'gateway.duplicateTitle')}
        onClose={close}
      >
        <NewRoute key={view.get('copy')} copy={view.get('copy')} onCancel={close} />
      </SideSheet>
      {leaving !== null && (
        <DeleteDocument
          kind="pipeline"
          name={leaving.name}
          onDeleted={list.reload}
          onClose={() => setLeaving(null)}
        />
      )}
    </>
  );
};

/** Many routes on or off at once; each is a version of its own. */
const useBulk = (): readonly BulkAction<Pipeline>[] => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  return useMemo(() => {
    const turn = (on: boolean) => async (item: Pipeline) => {
      const note = t(on ? 'gateway.turnedOn' : 'gateway.turnedOff');
      await switched(documentApi(client, 'pipeline'), item.name, { what: power, on, note });
      cache.expire(key('pipelines', 'one', item.name));
    };
    return [
      {
        name: 'on',
        icon: <IconTry size={14} />,
        label: (count) => t('gateway.turnOn', { count }),
        done: (count) => t('gateway.areOn', { count }),
        text: t('gateway.turnOnText'),
        applies: ({ enabled }) => !enabled,
        run: turn(true),
      },
      {
        name: 'off',
        icon: <IconPause size={14} />,
        label: (count) => t('gateway.turnOff', { count }),
        done: (count) => t('gateway.areOff', { count }),
        text: t('gateway.turnOffText'),
        applies: ({ enabled }) => enabled,
        run: turn(false),
      },
    ];
  }, [t, client, cache, key]);
};

const ExportButton = () => {
  const t = useT();
  const { client } = useHub();
  const notices = useNotices();
  const write = useWrite(() => answer(client.GET('/api/gateway/export')));
  const run = (): void => {
    write.run(undefined).then(
      ({ text, secrets }) => {
        saveFile(new Blob([text], { type: 'application/yaml' }), 'gateway.config.yml');
        notices.done(
          secrets.length === 0
            ? t('gateway.exported')
            : t('gateway.exportedSecrets', { names: secrets.join(', ') }),
        );
      },
      (error: unknown) => notices.failed(t('gateway.exportFailed'), error),
    );
  };
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} />}
      loading={write.busy}
      onClick={run}
    >
      {t('gateway.export')}
    </Button>
  );
};

export default RoutesPage;
