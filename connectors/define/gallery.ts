import { HubError } from '../../core/errors.ts';
import type { DefinedConnector } from './define-connector.ts';
import type { Functions } from './functions.ts';

export interface GalleryEntry {
  readonly connector: DefinedConnector;
  readonly from: 'builtin' | 'folder';
}

/** The connectors that this hub has code for. A space uses those that somebody installs. */
export interface Gallery {
  list(): Promise<readonly GalleryEntry[]>;
  find(name: string): Promise<GalleryEntry | undefined>;
  readonly functions: Functions;
}

export interface GallerySource {
  /** Loaded when first asked for: an idle hub needs none of them. */
  readonly builtin: Readonly<Record<string, () => Promise<DefinedConnector>>>;
  readonly folder: readonly DefinedConnector[];
}

export const openGallery = ({ builtin, folder }: GallerySource): Gallery => {
  const own = new Map<string, GalleryEntry>();
  for (const connector of folder) {
    if (Object.hasOwn(builtin, connector.name))
      throw new HubError(
        'start_failed',
        `The connector "${connector.name}" of the folder has the name of a built-in one. Give it another name.`,
      );
    own.set(connector.name, { connector, from: 'folder' });
  }
  const find = async (name: string): Promise<GalleryEntry | undefined> => {
    const load = Object.hasOwn(builtin, name) ? builtin[name] : undefined;
    return load === undefined ? own.get(name) : { connector: await load(), from: 'builtin' };
  };
  return {
    find,
    list: async () => {
      const names = [...Object.keys(builtin), ...own.keys()].sort();
      const found = await Promise.all(names.map(find));
      return found.filter((entry) => entry !== undefined);
    },
    functions: {
      find: async (name, operation) => (await find(name))?.connector.functions.get(operation),
    },
  };
};
