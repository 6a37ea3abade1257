import { Select } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Approval } from '../api/shapes.ts';
import { FilterSelect } from '../list/filter-select.tsx';
import { FilterText } from '../list/filter-text.tsx';
import type { HubList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';

const offered = 200;

/** Whoever may not see the groups of the space names one by hand. */
export const GroupFilter = ({ list }: { readonly list: HubList<Approval> }) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const sees = may('members.read');
  const query = { limit: offered, sort: 'name' as const };
  const read = useRead(
    key('groups', 'to-filter'),
    (signal) => answer(client.GET('/api/groups', { signal, params: { query } })),
    { enabled: sees },
  );
  const label = t('approvals.group');
  if (!sees) return <FilterText list={list} name="group" label={label} width={144} />;
  if (read.data === undefined)
    return <Select size="xs" w={168} aria-label={label} placeholder={label} disabled />;
  const choices = read.data.items.map(({ name }) => ({ value: name, label: name }));
  return <FilterSelect list={list} name="group" label={label} choices={choices} />;
};
