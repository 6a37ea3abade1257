/** `/s/<space>/<page>`: the address of a page in a space. */
export const spacePath = (space: string, page = ''): string => `/s/${encodeURIComponent(space)}/${page}`;

export const spaceOfPath = (path: string): string | null => {
  const found = /^\/s\/([^/]+)/.exec(path)?.[1];
  return found === undefined ? null : decoded(found);
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const pageAndEntry = /^(\/s\/[^/]+\/(?:gateway\/)?[^/]+)\/([^/]+)\/?$/;

/** What has pages below it that are no entries beside a list. */
const ownPages =
  /^\/s\/[^/]+\/(approvals|connectors|flows|flow-library|gateway(?!\/traffic\/)|mcp-servers|runs|toolsets)\//;

/** The page of an address without the entry that is open on it: `/s/<space>/keys/<id>` is the page of keys. */
export const pageOfPath = (path: string): string =>
  ownPages.test(path) ? path : (pageAndEntry.exec(path)?.[1] ?? path);

/** The id of the entry that an address names. */
export const entryOfPath = (path: string): string | null => {
  const found = ownPages.test(path) ? undefined : pageAndEntry.exec(path)?.[2];
  return found === undefined ? null : decoded(found);
};

/** Only a path of our own: a `returnTo` must not lead to another site. */
export const safeReturn = (wanted: string | null): string =>
  wanted !== null && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/sign-in') ? wanted : '/';
