import { HubError } from '../../../core/errors.ts';

/** Of a body that is held in memory, where its pipeline says nothing. */
export const mostBodyBytes = 100 * 1_048_576;

export const bodyTooLarge = (maxBytes: number): HubError =>
  new HubError('body_too_large', `The body may have ${maxBytes} bytes at most.`);
