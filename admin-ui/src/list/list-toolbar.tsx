import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconRefresh, IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import type { HubList } from './use-list.ts';
import { ViewsMenu } from './views-menu.tsx';
import styles from './data-list.module.css';

interface ToolbarProps<Item> {
  readonly list: HubList<Item>;
  readonly label: string;
  readonly searchable: boolean;
  readonly children: ReactNode;
}

export const ListToolbar = <Item,>({ list, label, searchable, children }: ToolbarProps<Item>) => {
  const t = useT();
  return (
    <div role="search" aria-label={t('list.searchIn', { list: label })} className={styles['toolbar']}>
      {searchable && (
        <TextInput
          className={styles['search'] ?? ''}
          type="search"
          size="xs"
          aria-label={t('list.searchIn', { list: label })}
          placeholder={t('list.search')}
          leftSection={<IconSearch size={14} />}
          value={list.q}
          data-search-field
          onChange={(event) => list.set({ q: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') focusFirstRow(event.currentTarget);
          }}
        />
      )}
      {children}
      {list.keepsViews && <ViewsMenu list={list} />}
      {list.narrowed && (
        <Button size="xs" variant="subtle" color="gray" onClick={list.clear}>
          {t('list.clear')}
        </Button>
      )}
      {list.reloads && (
        <Tooltip label={t('list.reload')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            ml="auto"
            aria-label={t('list.reload')}
            loading={list.busy && list.phase === 'ready'}
            onClick={list.reload}
          >
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
};

const focusFirstRow = (from: HTMLElement): void =>
  from.closest('[data-list]')?.querySelector<HTMLElement>('[data-row-title]')?.focus();
