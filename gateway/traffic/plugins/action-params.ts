import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlainObject } from '../../../core/schema/plain.ts';
import type { Next } from './contract.ts';

interface SignedIn {
  user?: unknown;
}

interface Answering {
  sendStatus(status: number): unknown;
}

export const actionParams = (action: PlainObject): Record<string, unknown> => ({
  ...action,
  /** What plug-ins of authentication hand to passport: goes on as this user, or refuses. */
  getCommonAuthCallback:
    (request: IncomingMessage & SignedIn, response: ServerResponse & Answering, next: Next) =>
    (error: unknown, user: unknown, info: unknown): void => {
      if (!user && action['passThrough'] === true) return next();
      if (error) return next(error);
      if (!user) {
        response.sendStatus((info as { unauthorized?: unknown } | undefined)?.unauthorized ? 403 : 401);
        return;
      }
      request.user = user;
      const { id } = user as { id?: unknown };
      if (typeof id === 'string') request.headers['eg-consumer-id'] = id;
      next();
    },
});
