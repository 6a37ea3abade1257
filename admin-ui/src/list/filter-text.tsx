import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { HubList } from './use-list.ts';

interface FilterProps<Item> {
  readonly list: HubList<Item>;
  readonly name: string;
  readonly label: string;
  readonly width: number;
}

/** An exact word: it holds when one presses Enter or leaves the field, because half of it would find nothing. */
export const FilterText = <Item,>({ list, name, label, width }: FilterProps<Item>) => {
  const held = list.filter(name) ?? '';
  const [typed, setTyped] = useState(held);
  const [before, setBefore] = useState(held);
  if (before !== held) {
    setBefore(held);
    setTyped(held);
  }
  const hold = (): void => {
    if (typed.trim() !== held) list.set({ [name]: typed.trim() });
  };
  return (
    <TextInput
      size="xs"
      w={width}
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={hold}
      onKeyDown={(event) => {
        if (event.key === 'Enter') hold();
      }}
    />
  );
};
