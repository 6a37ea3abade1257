/**
 * A short code for what broke and where: the same mistake has the same code on every machine, so that two reports of
 * it are recognised as one.
 */
export const failureCode = (error: Error): string => {
  const place = error.stack?.split('\n').slice(0, 3).join('\n') ?? '';
  let hash = 0x811c9dc5;
  for (const character of `${error.name}:${error.message}:${place}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return `ui-${hash.toString(16).padStart(8, '0')}`;
};

/** A part of the console that is not on the hub any more: a newer one has been installed meanwhile. */
export const isOutdated = (error: Error): boolean =>
  /dynamically imported module|module script failed|Unable to preload/i.test(error.message);
