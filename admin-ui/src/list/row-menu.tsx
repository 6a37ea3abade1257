import { ActionIcon, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import { IconMore } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import type { RowAction } from './columns.ts';

interface RowMenuProps<Item> {
  readonly item: Item;
  readonly name: string;
  readonly actions: readonly RowAction<Item>[];
  readonly reachable: boolean;
}

/** Made when it is first opened: a thousand rows would carry a thousand menus that nobody opens. */
export const RowMenu = <Item,>({ item, name, actions, reachable }: RowMenuProps<Item>) => {
  const t = useT();
  const [made, setMade] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  if (actions.length === 0) return null;
  const button = (
    <ActionIcon
      ref={opener}
      variant="subtle"
      color="gray"
      tabIndex={reachable ? 0 : -1}
      aria-haspopup="menu"
      aria-label={t('list.actionsFor', { name })}
      onClick={() => setMade(true)}
    >
      <IconMore size={16} />
    </ActionIcon>
  );
  if (!made) return button;
  return (
    <Menu position="bottom-end" defaultOpened returnFocus>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item
            key={action.label}
            leftSection={action.icon}
            {...(action.dangerous === true ? { color: 'var(--mantine-color-error)' } : {})}
            onClick={() => {
              // A dialog gives the focus back to what had it: the item will be gone by then.
              opener.current?.focus();
              action.run(item);
            }}
          >
            {action.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
