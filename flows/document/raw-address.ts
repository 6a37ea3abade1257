/**
 * Where the text itself stands: people name the pages that GitHub and GitLab show of it. The standard asks for this, so
 * that a catalogue is named by the address that everybody knows.
 */
export const rawAddress = (address: string): string => {
  const url = URL.parse(address);
  if (url === null) return address;
  const path = url.pathname.replace(/\/+$/, '');
  if (url.hostname === 'github.com') return onGitHub(path.split('/').slice(1)) ?? address;
  return /\/-\/(?:tree|blob)\//.test(path)
    ? url.origin + path.replace(/\/-\/(?:tree|blob)\//, '/-/raw/')
    : address;
};

/** A folder of what stands below an address, which may be a project alone: its main branch then. */
export const rawBelow = (root: string, below: string): string => {
  const { hostname = '', pathname = '' } = URL.parse(root) ?? {};
  const isProject = hostname === 'gitlab.com' && !pathname.includes('/-/');
  const url = new URL(rawAddress(isProject ? `${root.replace(/\/+$/, '')}/-/tree/HEAD` : root));
  url.pathname = url.pathname.replace(/\/+$/, '') + below;
  return url.href;
};

const onGitHub = ([owner, repository, kind, ...rest]: readonly string[]): string | undefined => {
  if (owner === undefined || repository === undefined) return undefined;
  const raw = (...steps: readonly string[]): string =>
    ['https://raw.githubusercontent.com', owner, repository.replace(/\.git$/, ''), ...steps].join('/');
  if (kind === undefined) return raw('HEAD');
  if (['tree', 'blob', 'raw'].includes(kind)) return raw(...rest);
  // `owner/repository/function@v1.0.0`, as the standard writes the address of a function.
  const [, last, version] = /^([^@]+)@([^@]+)$/.exec([kind, ...rest].join('/')) ?? [];
  return last === undefined || version === undefined ? undefined : raw(version, last, 'function.yaml');
};
