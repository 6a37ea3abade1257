import type { DocumentProblem } from './problems.ts';

const most = 262_144;

/** Is it too much to be looked at? What cannot be written as JSON at all is. */
export const mostBytes = (document: unknown): boolean => {
  try {
    return (JSON.stringify(document) ?? '').length > most;
  } catch {
    return true;
  }
};

export const tooLarge: DocumentProblem = {
  path: '',
  message: `has more than ${most} characters as JSON: make several documents of it`,
};
