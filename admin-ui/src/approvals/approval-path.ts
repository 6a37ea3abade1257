import { spacePath } from '../location/space-path.ts';

/** The address of a question's page. */
export const approvalPath = (space: string | null, id: string): string =>
  spacePath(space ?? '', `approvals/${encodeURIComponent(id)}`);
