import { Button, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import { IconDone, IconRemove, IconSave, IconViews } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';
import { SaveView } from './save-view.tsx';
import { useSavedViews } from './saved-views.ts';
import type { HubList } from './use-list.ts';

/** Search, filters and order under a name of one's own. */
export const ViewsMenu = <Item,>({ list }: { readonly list: HubList<Item> }) => {
  const t = useT();
  const notices = useNotices();
  const [naming, setNaming] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { views, save, remove } = useSavedViews(list.noun);
  const current = views.find(({ search }) => search === list.view);
  const forget = (name: string, search: string): void => {
    const back = (): void => {
      save(name, search).catch((error: unknown) => notices.failed(t('views.saveFailed'), error));
    };
    remove(name).then(
      () => notices.done(t('views.removed', { name }), back),
      (error: unknown) => notices.failed(t('views.removeFailed'), error),
    );
  };
  return (
    <>
      <Menu position="bottom-start" width={256}>
        <Menu.Target>
          <Button
            ref={opener}
            size="xs"
            variant="default"
            maw={200}
            leftSection={<IconViews size={14} />}
            aria-label={current === undefined ? t('views.title') : t('views.current', { name: current.name })}
          >
            <span className="one-line">{current?.name ?? t('views.title')}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={400} style={{ overflow: 'auto' }}>
          {views.map(({ name, search }) => (
            <Menu.Item
              key={name}
              rightSection={
                search === list.view ? <IconDone size={14} aria-label={t('views.shown')} /> : undefined
              }
              onClick={() => list.applyView(search)}
            >
              <span className="any-break">{name}</span>
            </Menu.Item>
          ))}
          {views.length === 0 && <Menu.Label>{t('views.empty')}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconSave size={14} />}
            disabled={list.view === ''}
            onClick={() => {
              // The dialog gives the focus back to what had it: the item will be gone by then.
              opener.current?.focus();
              setNaming(true);
            }}
          >
            {t('views.save')}
          </Menu.Item>
          {current !== undefined && (
            <Menu.Item
              leftSection={<IconRemove size={14} />}
              onClick={() => forget(current.name, current.search)}
            >
              <span className="any-break">{t('views.remove', { name: current.name })}</span>
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <SaveView
        opened={naming}
        taken={views.map(({ name }) => name)}
        save={(name) => save(name, list.view)}
        onClose={() => setNaming(false)}
      />
    </>
  );
};
