import { Select } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { AuditEntry } from '../api/shapes.ts';
import type { HubList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';

/** People and keys of the space; an actor that came with the address and is neither stands there by its id. */
export const ActorFilter = ({ list }: { readonly list: HubList<AuditEntry> }) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const query = { limit: 200 };
  const members = useRead(
    key('members', 'names'),
    (signal) => answer(client.GET('/api/members', { signal, params: { query } })),
    { enabled: may('members.read') },
  );
  const keys = useRead(
    key('keys', 'names'),
    (signal) => answer(client.GET('/api/keys', { signal, params: { query } })),
    { enabled: may('keys.read') },
  );
  const named = (things: readonly { readonly id: string; readonly name: string }[] | undefined) =>
    (things ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const people = named(members.data?.items);
  const held = named(keys.data?.items);
  const chosen = list.filter('actor');
  const unknown = chosen !== null && ![...people, ...held].some(({ value }) => value === chosen);
  return (
    <Select
      size="xs"
      w={144}
      aria-label={t('audit.actor')}
      placeholder={t('audit.actor')}
      nothingFoundMessage={t('list.nothing')}
      searchable
      clearable
      limit={100}
      data={[
        { group: t('nav.members'), items: people },
        { group: t('nav.keys'), items: held },
        ...(unknown ? [chosen] : []),
      ]}
      value={chosen}
      onChange={(actor) => list.set({ actor })}
    />
  );
};
