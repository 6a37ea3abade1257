import { Button, Group } from '@mantine/core';
import { useMemo, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Flow } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { DataList } from '../list/data-list.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { FilterText } from '../list/filter-text.tsx';
import { knownFilter } from '../list/known-filter.ts';
import { subjectsOf } from '../list/subjects-of.ts';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { IconAdd, IconPause, IconReference, IconRemove, IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { CreateFlow } from './create-flow.tsx';
import { DeleteFlow } from './delete-flow.tsx';
import { titleOf, useFlowColumns } from './flow-columns.tsx';
import { flowPath } from './flow-path.ts';
import { flowModes, flowStates, publishedFilters } from './flow-state.tsx';
import { libraryPath } from './library/library-path.ts';
import { usePauseFlow } from './use-pause-flow.ts';

const FlowsPage = () => {
  const t = useT();
  const may = useMay();
  const { client, space } = useHub();
  const view = useViewState();
  const pause = usePauseFlow();
  const [leaving, setLeaving] = useState<Flow | null>(null);
  const publishes = may('flows.publish');
  const list = useList({
    noun: 'flows',
    filters: ['published', 'state', 'mode', 'tag'],
    sorts: ['title', 'name', 'updatedAt'],
    id: (flow: Flow) => flow.name,
    read: ({ published, state, mode, ...query }, signal) =>
      answer(
        client.GET('/api/flows', {
          signal,
          params: {
            query: {
              ...query,
              ...knownFilter('published', publishedFilters, published),
              ...knownFilter('state', flowStates, state),
              ...knownFilter('mode', flowModes, mode),
            },
          },
        }),
      ),
    grownBy: subjectsOf('flow.created'),
  });
  const columns = useFlowColumns();
  const actions = useMemo(() => {
    const rest = { label: t('flows.pause'), icon: <IconPause size={14} />, run: pause };
    const go = { label: t('flows.resume'), icon: <IconTry size={14} />, run: pause };
    const away = {
      label: t('flows.delete'),
      icon: <IconRemove size={14} />,
      dangerous: true,
      run: setLeaving,
    };
    return publishes ? ({ state }: Flow) => [state === 'paused' ? go : rest, away] : undefined;
  }, [t, publishes, pause]);
  const create = may('flows.write') ? (
    <Button size="xs" leftSection={<IconAdd size={14} />} data-create onClick={() => view.set({ new: '1' })}>
      {t('flows.create')}
    </Button>
  ) : undefined;
  const library = (
    <LinkButton size="xs" variant="default" leftSection={<IconReference size={14} />} to={libraryPath(space)}>
      {t('library.open')}
    </LinkButton>
  );
  const close = (): void => view.set({ new: null });
  return (
    <>
      <PageHeader
        title={t('nav.flows')}
        about={t('flows.about')}
        actions={
          <>
            {library}
            {create}
          </>
        }
      />
      <DataList
        list={list}
        label={t('nav.flows')}
        failed={t('flows.failed')}
        nameOf={titleOf}
        empty={{
          title: t('flows.empty'),
          text: t('flows.emptyText'),
          action: (
            <Group gap={8}>
              {create}
              {library}
            </Group>
          ),
        }}
        filters={
          <>
            <FilterSelect
              list={list}
              name="published"
              label={t('flows.published')}
              choices={publishedFilters.map((one) => ({ value: one, label: t(`flows.published.${one}`) }))}
            />
            <FilterSelect
              list={list}
              name="state"
              label={t('flows.state')}
              choices={flowStates.map((one) => ({ value: one, label: t(`flows.state.${one}`) }))}
            />
            <FilterSelect
              list={list}
              name="mode"
              label={t('flows.mode')}
              choices={flowModes.map((one) => ({ value: one, label: t(`flows.mode.${one}`) }))}
            />
            <FilterText list={list} name="tag" label={t('flows.tag')} width={128} />
          </>
        }
        linkTo={({ name }) => flowPath(space, name)}
        columns={columns}
        actions={actions}
      />
      <SideSheet
        opened={create !== undefined && view.get('new') !== null}
        title={t('flows.create')}
        onClose={close}
      >
        <CreateFlow onCancel={close} />
      </SideSheet>
      {leaving !== null && (
        <DeleteFlow name={leaving.name} opened onDeleted={list.reload} onClose={() => setLeaving(null)} />
      )}
    </>
  );
};

export default FlowsPage;
