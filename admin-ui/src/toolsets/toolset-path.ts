import { spacePath } from '../location/space-path.ts';

/** The address of a toolset's page. */
export const toolsetPath = (space: string | null, name: string, view = ''): string =>
  spacePath(space ?? '', `toolsets/${encodeURIComponent(name)}${view}`);

/** Where a toolset's tools are tried. */
export const playgroundPath = (space: string | null, toolset: string, tool?: string): string => {
  const chosen = tool === undefined ? '' : `&tool=${encodeURIComponent(tool)}`;
  return spacePath(space ?? '', `playground?toolset=${encodeURIComponent(toolset)}${chosen}`);
};

/** A new toolset that begins as a copy of another one, or offers a server whole. */
export const newToolsetPath = (space: string | null, of: 'copy' | 'server', name: string): string =>
  spacePath(space ?? '', `toolsets?new=1&${of}=${encodeURIComponent(name)}`);

/** How a client is set up for a toolset. */
export const connectPath = (space: string | null, toolset: string): string =>
  spacePath(space ?? '', `connect?toolset=${encodeURIComponent(toolset)}`);

/** The toolset that every space has: the hub itself. */
export const hubAdmin = 'hub-admin';
