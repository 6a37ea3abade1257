import { CloseButton, Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { useT } from '../messages/messages-context.tsx';
import { EntryLink } from './entry-link.tsx';
import { EntryState } from './entry-state.tsx';
import { useEntry } from './use-entry.ts';
import type { HubList } from './use-list.ts';
import styles from './list-with-detail.module.css';

interface DetailProps<Item> {
  readonly list: HubList<Item>;
  readonly children: ReactNode;
  readonly title: (item: Item) => string;
  readonly detail: (item: Item) => ReactNode;
}

/** Keys that are for what lies over the page, or for a field that is being typed in. */
const elsewhere = '[role=dialog], [role=menu], [role=listbox], input:not([type=checkbox]), textarea, select';

/** A list with one of its entries beside it; where there is no room for both, the entry comes over the list. */
export const ListWithDetail = <Item,>({ list, children, title, detail }: DetailProps<Item>) => {
  const t = useT();
  const wide = useMediaQuery('(min-width: 1200px)', true, { getInitialValueInEffect: false });
  const entry = useEntry(list);
  const { open } = list;
  const beside = open !== null && wide;
  const close = (): void => {
    list.show(null);
    if (open !== null) document.querySelector<HTMLElement>(`[data-row-title="${CSS.escape(open)}"]`)?.focus();
  };
  const escape = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.key !== 'Escape' || event.defaultPrevented || (target?.closest(elsewhere) ?? null) !== null)
      return;
    close();
  });
  useEffect(() => {
    if (!beside) return undefined;
    const listener = (event: KeyboardEvent): void => escape(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [beside]);

  const heading =
    entry.item !== undefined ? title(entry.item) : t(entry.problem === null ? 'entry.one' : 'entry.none');
  const content = entry.item !== undefined ? detail(entry.item) : <EntryState entry={entry} onBack={close} />;
  return (
    <div className={styles['both']} data-open={beside || undefined}>
      <div>{children}</div>
      {beside && (
        <aside className={styles['pane']} aria-label={heading}>
          <div className={styles['content']}>
            <div className={styles['head']}>
              <h2>{heading}</h2>
              <EntryLink id={open} />
              <CloseButton aria-label={t('close')} onClick={close} />
            </div>
            {content}
          </div>
        </aside>
      )}
      <Drawer.Root opened={open !== null && !wide} onClose={close} size={480}>
        <Drawer.Overlay backgroundOpacity={0.3} />
        <Drawer.Content>
          <Drawer.Header>
            <Drawer.Title className={styles['title'] ?? ''}>{heading}</Drawer.Title>
            {open !== null && <EntryLink id={open} />}
            <Drawer.CloseButton ml={8} data-autofocus aria-label={t('close')} />
          </Drawer.Header>
          <Drawer.Body>{content}</Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    </div>
  );
};
