/** `/s/<space>/<page>`: the address of a page in a space. */
export const spacePath = (space: string, page = ''): string => `/s/${encodeURIComponent(space)}/${page}`;

export const spaceOfPath = (path: string): string | null => {
  const found = /^\/s\/([^/]+)/.exec(path)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null;
  }
};

/** Only a path of our own: a `returnTo` must not lead to another site. */
export const safeReturn = (wanted: string | null): string =>
  wanted !== null && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? wanted : '/';
