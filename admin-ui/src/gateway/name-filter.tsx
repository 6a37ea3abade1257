import type { HubList } from '../list/use-list.ts';
import { NameSelect } from './name-select.tsx';

interface FilterProps<Item> {
  readonly list: HubList<Item>;
  readonly name: string;
  readonly of: 'pipelines' | 'services';
  readonly label: string;
  readonly also?: readonly string[];
}

/** Narrows the list to one route or service; the placeholder says what it is about. */
export const NameFilter = <Item,>({ list, name, of, label, also = [] }: FilterProps<Item>) => (
  <NameSelect
    of={of}
    also={also}
    size="xs"
    w={168}
    clearable
    aria-label={label}
    placeholder={label}
    value={list.filter(name)}
    onChange={(value) => list.set({ [name]: value })}
  />
);
