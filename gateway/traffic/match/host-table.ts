import { closer, type Endpoint, type Match } from './endpoints.ts';
import { buildPathTree, type Found, type PathTree } from './path-tree.ts';

export interface HostTable {
  /** `host` in lower case, without its port. */
  find(host: string, method: string, path: string): Found;
}

/** Names that nobody configured come from strangers: so many of them are remembered. */
const rememberedHosts = 1_000;

/** The endpoints of one space. */
export const buildHostTable = (endpoints: readonly Endpoint[]): HostTable => {
  const sorted = endpoints
    .flatMap((endpoint): Match[] => [
      ...endpoint.paths.map((path): Match => ({ endpoint, path })),
      ...(endpoint.pathRegex === null ? [] : [{ endpoint, path: null }]),
    ])
    .sort(closer);
  const treeFor = (fits: (host: string) => boolean): PathTree =>
    buildPathTree(sorted.filter(({ endpoint }) => endpoint.host === '*' || fits(endpoint.host)));
  const everywhere = treeFor(() => false);
  const names = new Set<string>();
  const patterns = new Set<string>();
  for (const { host } of endpoints) if (host !== '*') (host.includes('*') ? patterns : names).add(host);
  const trees = new Map<string, PathTree>();
  // Hosts that the same patterns fit share one tree: who makes up names makes no work.
  const shared = new Map<string, PathTree>([['', everywhere]]);

  const treeOf = (host: string): PathTree => {
    const fitting = [...patterns].filter((pattern) => hostFits(pattern, host));
    if (names.has(host)) return treeFor((one) => one === host || fitting.includes(one));
    const key = fitting.join(' ');
    const tree = shared.get(key) ?? treeFor((one) => fitting.includes(one));
    shared.set(key, tree);
    return tree;
  };

  return {
    find: (host, method, path) => {
      if (names.size === 0 && patterns.size === 0) return everywhere.find(method, path);
      let tree = trees.get(host);
      if (tree === undefined) {
        if (trees.size >= rememberedHosts) trees.clear();
        tree = treeOf(host);
        trees.set(host, tree);
      }
      return tree.find(method, path);
    },
  };
};

/** `*` stands for any letters but a dot, `**` for dots too, as in `*.example.com`; alone for every host. */
const hostFits = (pattern: string, host: string): boolean => {
  const pieces = pattern.split('.');
  const parts = host.split('.');
  if (pieces[0] === '**') return host.endsWith(pattern.slice(2)) && parts.length >= pieces.length;
  return (
    pieces.length === parts.length &&
    pieces.every((piece, at) => {
      const part = parts[at] ?? '';
      const star = piece.indexOf('*');
      if (star < 0) return piece === part;
      return (
        part.length >= piece.length - 1 &&
        part.startsWith(piece.slice(0, star)) &&
        part.endsWith(piece.slice(star + 1))
      );
    })
  );
};
