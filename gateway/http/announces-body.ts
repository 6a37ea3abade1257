import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request comes with a body, by what its head says: the body itself may not have begun. */
export const announcesBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
