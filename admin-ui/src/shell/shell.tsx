import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { OfflineNotice } from '../live/offline-notice.tsx';
import { usePath } from '../location/router.tsx';
import { IconMenu, IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { membershipOf, useMe } from '../session/me.ts';
import { Side } from './side.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import styles from './shell.module.css';

const Palette = lazy(() => import('../palette/palette.tsx'));

/** What stands around every page of a signed-in person. */
export const Shell = (props: { readonly children: ReactNode }) => {
  const t = useT();
  const path = usePath();
  const { space } = useHub();
  const me = useMe().data;
  const [menu, { open: openMenu, close: closeMenu }] = useDisclosure();
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure();
  const [palette, { open: openPalette, close: closePalette }] = useDisclosure();
  useShortcuts({ openHelp, openPalette });
  useEffect(closeMenu, [path, closeMenu]);
  const side = <Side onFind={openPalette} onHelp={openHelp} />;
  return (
    <div className={styles['shell']}>
      <a className={styles['skip']} href="#content">
        {t('shell.skip')}
      </a>
      <section className={styles['bar']} aria-label="App Connect">
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.menu')} onClick={openMenu}>
          <IconMenu size={20} />
        </ActionIcon>
        <span className="one-line">{membershipOf(me, space)?.name ?? 'App Connect'}</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('palette.title')}
          onClick={openPalette}
        >
          <IconSearch size={20} />
        </ActionIcon>
      </section>
      <div className={styles['side']}>{side}</div>
      <Drawer
        opened={menu}
        onClose={closeMenu}
        position="left"
        size={288}
        title="App Connect"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <div className={styles['side']}>{side}</div>
      </Drawer>
      <main id="content" className={styles['main']} tabIndex={-1}>
        <OfflineNotice />
        {props.children}
      </main>
      <ShortcutsHelp opened={help} onClose={closeHelp} />
      {palette && (
        <Suspense fallback={null}>
          <Palette onClose={closePalette} onHelp={openHelp} />
        </Suspense>
      )}
    </div>
  );
};
