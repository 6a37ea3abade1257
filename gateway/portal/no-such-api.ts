import { HubError } from '../../core/errors.ts';

/** Of one that is not published as of one that is not there. */
export const noSuchApi = (): HubError => new HubError('not_found', 'This portal has no such API.');
