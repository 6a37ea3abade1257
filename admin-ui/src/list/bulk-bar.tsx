import { Button, CloseButton, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useT } from '../messages/messages-context.tsx';
import type { BulkAction } from './bulk-action.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import type { HubList } from './use-list.ts';
import type { Selection } from './use-selection.ts';
import styles from './bulk.module.css';

interface BarProps<Item> {
  readonly list: HubList<Item>;
  readonly selection: Selection<Item>;
  readonly actions: readonly BulkAction<Item>[];
  readonly nameOf: (item: Item) => string;
}

export interface BulkTask<Item> {
  readonly action: BulkAction<Item>;
  readonly items: readonly Item[];
}

/** What can be done with the chosen entries; it stays in view while one goes on choosing. */
export const BulkBar = <Item,>({ list, selection, actions, nameOf }: BarProps<Item>) => {
  const t = useT();
  const [task, setTask] = useState<BulkTask<Item> | null>(null);
  const count = selection.items.length;
  return (
    <>
      <VisuallyHidden role="status">{count > 0 ? t('bulk.selected', { count }) : ''}</VisuallyHidden>
      {count > 0 && (
        <section className={styles['bar']} aria-label={t('bulk.title')}>
          <CloseButton aria-label={t('bulk.clear')} onClick={selection.clear} />
          <span>{t('bulk.selected', { count })}</span>
          {actions.map((action) => {
            const items = selection.items.filter(action.applies);
            return items.length === 0 ? null : (
              <Button
                key={action.name}
                size="xs"
                variant="default"
                leftSection={action.icon}
                onClick={() => setTask({ action, items })}
              >
                {action.label(items.length)}
              </Button>
            );
          })}
        </section>
      )}
      {task !== null && (
        <BulkDialog
          noun={list.noun}
          task={task}
          nameOf={nameOf}
          onClose={(changed) => {
            setTask(null);
            if (changed) selection.clear();
          }}
        />
      )}
    </>
  );
};
