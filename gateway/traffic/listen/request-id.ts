import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { givenRequestId } from '../../http/given-request-id.ts';

const ofThisProcess = randomBytes(8).toString('hex');
let count = 0;

/** Unique over processes, and much cheaper than one that is all chance. */
export const newRequestId = (): string => `req_${ofThisProcess}${(count++).toString(36)}`;

export const requestIdOf = (request: IncomingMessage): string => givenRequestId(request) ?? newRequestId();
