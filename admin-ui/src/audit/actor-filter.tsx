import { Select } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { HubList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';

interface Actor {
  readonly id: string;
  readonly name: string;
}

interface FilterProps<Item> {
  readonly list: HubList<Item>;
  /** Of the filter, in the address. */
  readonly name: string;
  readonly label: string;
  /** Who is in the list, and may not be in the space any more. */
  readonly others?: readonly Actor[];
}

const nobodyElse: readonly Actor[] = [];

/** People and keys of the space; an actor that came with the address and is neither stands there by its id. */
export const ActorFilter = <Item,>({ list, name, label, others = nobodyElse }: FilterProps<Item>) => {
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
  const named = (things: readonly Actor[] | undefined) =>
    (things ?? []).map((one) => ({ value: one.id, label: one.name === '' ? one.id : one.name }));
  const people = named(members.data?.items);
  const held = named(keys.data?.items);
  const known = new Set([...people, ...held].map(({ value }) => value));
  const seen = new Map(others.filter(({ id }) => !known.has(id)).map((one) => [one.id, one]));
  const chosen = list.filter(name);
  const unknown = chosen !== null && !known.has(chosen) && !seen.has(chosen);
  return (
    <Select
      size="xs"
      w={144}
      aria-label={label}
      placeholder={label}
      nothingFoundMessage={t('list.nothing')}
      searchable
      clearable
      limit={100}
      data={[
        { group: t('nav.members'), items: people },
        { group: t('nav.keys'), items: held },
        ...named([...seen.values()]),
        ...(unknown ? [chosen] : []),
      ]}
      value={chosen}
      onChange={(actor) => list.set({ [name]: actor })}
    />
  );
};
