/** JSON pointers: `/do/2/ask`. */
export const pointerTo = (parent: string, ...steps: readonly (string | number)[]): string =>
  parent + steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A place is of another when it is the same, or inside of it. */
export const isWithin = (place: string, around: string): boolean =>
  place === around || place.startsWith(`${around}/`);

export const parentOf = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
