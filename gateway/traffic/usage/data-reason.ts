import { HubError } from '../../../core/errors.ts';

/** SQLSTATE classes: a value that is none, one that breaks a rule of the table, and one that is more than the database takes. */
const ofData = /^(22|23|54)[0-9A-Z]{3}$/;

/** Why the database does not take what was sent, however often; null where it may take the same another time. */
export const dataReason = (error: unknown): string | null => {
  const failure: unknown = error instanceof HubError ? error.cause : error;
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) return null;
  const { code } = failure;
  return typeof code === 'string' && ofData.test(code) ? code : null;
};
