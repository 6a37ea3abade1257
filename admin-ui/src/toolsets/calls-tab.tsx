import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { ToolCall } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { DataList } from '../list/data-list.tsx';
import { useList } from '../list/use-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { askedCalls, callFilters } from './asked-calls.ts';
import { useCallColumns } from './call-columns.tsx';
import { CallDetail } from './call-detail.tsx';
import { CallFilters } from './call-filters.tsx';

interface CallsProps {
  readonly name: string;
  /** The names of its tools: others may have been called before. */
  readonly tools: readonly string[];
}

/** Who called which tool, and how that ended. */
export const CallsTab = ({ name, tools }: CallsProps) => {
  const t = useT();
  const { client } = useHub();
  const view = useViewState();
  const found = useList({
    noun: 'toolset-calls',
    within: name,
    filters: callFilters,
    sorts: ['at', 'ms'],
    id: (call: ToolCall) => call.id,
    everyMs: 5_000,
    read: (query, signal) =>
      answer(client.GET('/api/toolset-calls', { signal, params: { query: askedCalls(name, query) } })),
  });
  // The path of the page is that of the toolset: what is open stands beside the filters.
  const list = { ...found, open: view.get('call'), show: (id: string | null) => view.set({ call: id }) };
  const columns = useCallColumns();
  const open = list.items.find(({ id }) => id === list.open);
  return (
    <>
      <DataList
        list={list}
        label={t('toolsets.tab.calls')}
        failed={t('toolsets.callsFailed')}
        nameOf={({ tool }) => tool}
        empty={{ title: t('toolsets.noCalls'), text: t('toolsets.noCallsText') }}
        filters={<CallFilters list={list} name={name} tools={tools} />}
        opens
        columns={columns}
      />
      <SideSheet opened={open !== undefined} title={open?.tool ?? ''} onClose={() => list.show(null)}>
        {open !== undefined && (
          <CallDetail call={open} onFilter={(some) => list.set({ call: null, ...some })} />
        )}
      </SideSheet>
    </>
  );
};
