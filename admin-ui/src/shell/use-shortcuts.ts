import { useEffect, useEffectEvent } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { useNavigate } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useMay } from '../session/me.ts';
import { readKept } from '../session/kept.ts';
import { chooseRow, stepRow } from './list-keys.ts';
import { navigationEntries } from './navigation.ts';

interface ShortcutOptions {
  openHelp(): void;
  openPalette(): void;
}

/** How long after `g` the second key may come. */
const patience = 1_500;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input:not([type=checkbox]), textarea, select, [role=dialog], [role=menu]') !== null);

/** Single keys can be switched off, because speech input and slips of the hand press them too. */
export const singleKeysOn = (): boolean => readKept('shortcuts') !== 'off';

export const useShortcuts = ({ openHelp, openPalette }: ShortcutOptions): void => {
  const navigate = useNavigate();
  const may = useMay();
  const { space } = useHub();
  const go = useEffectEvent((key: string): boolean => {
    const entry = navigationEntries.find((one) => one.go === key && may(one.permission));
    if (entry === undefined || space === null) return false;
    navigate(spacePath(space, entry.page));
    return true;
  });
  const single: Readonly<Record<string, () => void>> = {
    '?': openHelp,
    '/': () => document.querySelector<HTMLElement>('[data-search-field]')?.focus(),
    j: () => stepRow('ArrowDown'),
    k: () => stepRow('ArrowUp'),
    x: () => chooseRow(false),
    X: () => chooseRow(true),
    c: () => document.querySelector<HTMLElement>('[data-create]')?.click(),
  };
  const press = useEffectEvent((event: KeyboardEvent, afterG: boolean): boolean => {
    if (
      (event.ctrlKey || event.metaKey) &&
      !event.altKey &&
      !event.shiftKey &&
      event.key.toLowerCase() === 'k'
    ) {
      event.preventDefault();
      openPalette();
      return false;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !singleKeysOn())
      return false;
    if (afterG && go(event.key)) {
      event.preventDefault();
      return false;
    }
    const action = single[event.key];
    if (action !== undefined) {
      event.preventDefault();
      action();
    }
    return event.key === 'g';
  });
  useEffect(() => {
    let pressedG = -Infinity;
    const listener = (event: KeyboardEvent): void => {
      const armed = press(event, event.timeStamp - pressedG < patience);
      pressedG = armed ? event.timeStamp : -Infinity;
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
};
