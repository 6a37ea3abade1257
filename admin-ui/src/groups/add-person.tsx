import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import type { Person } from './use-change-people.ts';

interface AddProps {
  /** Who is in it already. */
  readonly known: readonly Pick<Person, 'userId'>[];
  readonly busy: boolean;
  onAdd(person: Person): void;
}

const offered = 50;

/** Members of the space by name or e-mail; the hub is asked as one types, since there may be thousands. */
export const AddPerson = ({ known, busy, onAdd }: AddProps) => {
  const t = useT();
  const { client, key } = useHub();
  const [words, setWords] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 200);
  const query = { limit: offered, sort: 'name' as const, ...(asked === '' ? {} : { q: asked }) };
  const read = useRead(key('members', 'to-add', asked), (signal) =>
    answer(client.GET('/api/members', { signal, params: { query } })),
  );
  const inside = new Set(known.map(({ userId }) => userId));
  const members = (read.data?.items ?? []).filter(({ id }) => !inside.has(id));
  return (
    <Select
      label={t('groups.addPerson')}
      placeholder={t('groups.addPlaceholder')}
      nothingFoundMessage={read.data === undefined ? t('loading') : t('groups.noneFound')}
      searchable
      disabled={busy}
      value={null}
      searchValue={words}
      onSearchChange={setWords}
      data={members.map(({ id, name, email }) => ({
        value: id,
        label: email === null ? name : `${name} (${email})`,
      }))}
      // The hub has searched already, in more than the label.
      filter={({ options }) => options}
      onChange={(id) => {
        const member = members.find((one) => one.id === id);
        if (member !== undefined) onAdd({ userId: member.id, name: member.name });
        setWords('');
      }}
    />
  );
};
