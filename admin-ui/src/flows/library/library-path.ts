import { spacePath } from '../../location/space-path.ts';

export const libraryPath = (space: string | null, name?: string): string =>
  spacePath(space ?? '', name === undefined ? 'flow-library' : `flow-library/${encodeURIComponent(name)}`);
