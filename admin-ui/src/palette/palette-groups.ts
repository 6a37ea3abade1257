import type { ReactNode } from 'react';

/** Something to choose. */
export interface PaletteEntry {
  /** Without a space in it: the field names the marked one by it. */
  readonly id: string;
  readonly label: string;
  /** Below the label; empty: nothing. */
  readonly about: string;
  /** What it is, beside it; empty: its group says it. */
  readonly kind: string;
  readonly icon: ReactNode;
  run(): void;
}

export interface PaletteGroup {
  readonly label: string;
  readonly entries: readonly PaletteEntry[];
}

/** What is called as was typed, and then what is only described so. */
export const fittingGroups = (groups: readonly PaletteGroup[], typed: string): readonly PaletteGroup[] => {
  const wanted = typed.trim().toLowerCase();
  return groups.map(({ label, entries }) => {
    const called = entries.filter((one) => one.label.toLowerCase().includes(wanted));
    const told = entries.filter((one) => !called.includes(one) && one.about.toLowerCase().includes(wanted));
    return { label, entries: [...called, ...told] };
  });
};
