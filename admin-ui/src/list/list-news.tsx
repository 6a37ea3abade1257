import { Button } from '@mantine/core';
import { IconUp } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import type { HubList } from './use-list.ts';
import styles from './data-list.module.css';

/** Says that there is more, and leaves it to the reader when to look. */
export const ListNews = <Item,>(props: { readonly list: HubList<Item> }) => {
  const t = useT();
  const { arrivals, narrowed, reload } = props.list;
  return (
    <div role="status" className={styles['news']}>
      {arrivals > 0 && (
        <Button size="compact-sm" variant="light" leftSection={<IconUp size={14} />} onClick={reload}>
          {t(narrowed ? 'list.newOutside' : 'list.new', { count: arrivals })}
        </Button>
      )}
    </div>
  );
};
