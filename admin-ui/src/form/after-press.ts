/**
 * Runs once the pointer is let go. A message that appears as a field is left moves what is below it: without the wait
 * the button under a pressed pointer would slip away, and the press would hit nothing.
 */
export const afterPress = (run: () => void): void => {
  if (document.querySelector(':active') === null) run();
  else window.addEventListener('pointerup', () => setTimeout(run), { once: true });
};
