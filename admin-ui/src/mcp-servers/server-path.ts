import { spacePath } from '../location/space-path.ts';

/** The address of the page of somebody's MCP server. */
export const serverPath = (space: string | null, name: string, view = ''): string =>
  spacePath(space ?? '', `mcp-servers/${encodeURIComponent(name)}${view}`);
