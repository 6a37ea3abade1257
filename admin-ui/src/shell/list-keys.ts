/** The row that has the focus, or the one that Tab would reach. */
const rowTitle = (): HTMLElement | null =>
  document.activeElement?.closest('[data-list] tr')?.querySelector<HTMLElement>('[data-row-title]') ??
  document.querySelector<HTMLElement>('[data-list] [data-row-title][tabindex="0"]');

/** To the next or previous entry, as the arrow key does in the list; to the list itself from elsewhere. */
export const stepRow = (key: 'ArrowDown' | 'ArrowUp'): void => {
  const title = rowTitle();
  const within = title?.closest('tr')?.contains(document.activeElement) === true;
  if (within) title?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  else title?.focus();
};

/** Chooses the entry that has the focus, as a click on its box does. */
export const chooseRow = (range: boolean): void => {
  const box = document.activeElement?.closest('[data-list] tr')?.querySelector('[data-row-check]');
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: range }));
};
