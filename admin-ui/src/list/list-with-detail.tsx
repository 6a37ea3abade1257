import { CloseButton, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { KeyboardEvent, ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import styles from './list-with-detail.module.css';

interface DetailProps {
  readonly children: ReactNode;
  /** The id of the entry, to go back to its row. */
  readonly open: string | null;
  readonly title: string;
  readonly detail: ReactNode;
  onClose(): void;
}

/** A list with one of its entries beside it; where there is no room for both, the entry comes over the list. */
export const ListWithDetail = ({ children, open, title, detail, onClose }: DetailProps) => {
  const t = useT();
  const wide = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false });
  const beside = open !== null && wide;
  const close = (): void => {
    onClose();
    if (open !== null) document.querySelector<HTMLElement>(`[data-row-title="${CSS.escape(open)}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Escape' && beside && !event.defaultPrevented) close();
  };
  return (
    <div className={styles['both']} data-open={beside || undefined} onKeyDown={onKeyDown}>
      <div>{children}</div>
      {beside && (
        <aside className={styles['pane']} aria-label={title}>
          <div className={styles['content']}>
            <div className={styles['head']}>
              <h2>{title}</h2>
              <CloseButton aria-label={t('close')} onClick={close} />
            </div>
            {detail}
          </div>
        </aside>
      )}
      <Drawer
        opened={open !== null && !wide}
        onClose={close}
        title={title}
        size={480}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {detail}
      </Drawer>
    </div>
  );
};
