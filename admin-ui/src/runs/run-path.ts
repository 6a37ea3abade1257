import { spacePath } from '../location/space-path.ts';

/** The address of a run's page. */
export const runPath = (space: string | null, run: string, view = ''): string =>
  spacePath(space ?? '', `runs/${encodeURIComponent(run)}${view}`);
