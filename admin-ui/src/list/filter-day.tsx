import { TextInput } from '@mantine/core';
import type { HubList } from './use-list.ts';
import styles from './filter-day.module.css';

interface FilterProps<Item> {
  readonly list: HubList<Item>;
  readonly name: string;
  readonly label: string;
}

export const FilterDay = <Item,>({ list, name, label }: FilterProps<Item>) => (
  <label className={styles['day']}>
    <span>{label}</span>
    <TextInput
      size="xs"
      type="date"
      value={list.filter(name) ?? ''}
      onChange={(event) => list.set({ [name]: event.currentTarget.value })}
    />
  </label>
);
