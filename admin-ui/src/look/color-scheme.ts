import { isMantineColorScheme, type MantineColorScheme, type MantineColorSchemeManager } from '@mantine/core';
import { readKept, writeKept } from '../session/kept.ts';

/** Keeps the theme where public/before-paint.js reads it; `auto`, Mantine's word for the system's, is not written. */
export const createColorSchemeManager = (): MantineColorSchemeManager => {
  let listener: ((event: StorageEvent) => void) | null = null;
  const read = (fallback: MantineColorScheme): MantineColorScheme => {
    const kept = readKept('theme');
    return isMantineColorScheme(kept) ? kept : fallback;
  };
  const stop = (): void => {
    if (listener !== null) window.removeEventListener('storage', listener);
    listener = null;
  };
  return {
    get: read,
    set: (value) => writeKept('theme', value === 'auto' ? null : value),
    subscribe: (onUpdate) => {
      stop();
      listener = (event) => {
        if (event.key === 'hub.theme') onUpdate(read('auto'));
      };
      window.addEventListener('storage', listener);
    },
    unsubscribe: stop,
    clear: () => writeKept('theme', null),
  };
};
