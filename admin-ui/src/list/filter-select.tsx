import { Select } from '@mantine/core';
import type { HubList } from './use-list.ts';

interface FilterProps<Item> {
  readonly list: HubList<Item>;
  readonly name: string;
  readonly label: string;
  readonly width?: number;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** One choice that narrows the list; the placeholder says what it is about. */
export const FilterSelect = <Item,>({ list, name, label, width = 168, choices }: FilterProps<Item>) => (
  <Select
    size="xs"
    w={width}
    aria-label={label}
    placeholder={label}
    clearable
    allowDeselect
    data={[...choices]}
    value={list.filter(name)}
    onChange={(value) => list.set({ [name]: value })}
  />
);
