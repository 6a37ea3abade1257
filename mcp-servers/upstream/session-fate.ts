import { isHubError, type ErrorCode } from '../../core/errors.ts';

/**
 * What an error means for the session: it `stands`; it is `broken`, and what was asked may have been done; or the
 * server knew nothing of it, and so `never-done` what was asked.
 */
export const fateOf = (error: unknown): 'stands' | 'broken' | 'never-done' => {
  if (!isHubError(error)) return 'stands';
  const { status, closed, sent, late } = error.details;
  // It only took too long: others go on with the session.
  if (late === true) return 'stands';
  // A session that the server has forgotten: 404 by the protocol, 400 by many.
  if (status === 404 || status === 400) return 'never-done';
  if (error.code === 'egress_failed') return sent === false ? 'never-done' : 'broken';
  return closed === true || error.code === 'egress_timeout' ? 'broken' : 'stands';
};

/** Failures that say nothing of how the server is to be spoken to. */
const certain: ReadonlySet<ErrorCode> = new Set([
  'connection_not_ready',
  'egress_refused',
  'egress_failed',
  'egress_timeout',
  'cancelled',
  'not_found',
]);

/** Whether the server may have become another one since it was last spoken to. */
export const mayBeStale = (error: unknown): boolean => isHubError(error) && !certain.has(error.code);
