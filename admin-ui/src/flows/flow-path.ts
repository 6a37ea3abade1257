import { spacePath } from '../location/space-path.ts';

/** The address of a flow's page. */
export const flowPath = (space: string | null, name: string, view = ''): string =>
  spacePath(space ?? '', `flows/${encodeURIComponent(name)}${view}`);
