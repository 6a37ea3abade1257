import type { Clock, Log } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import type { KnownEndpoint } from './endpoints.ts';
import { noteRefusal } from './store-endpoints.ts';

const everyMs = 10_000;
const mostKnown = 2_000;

/**
 * Tells the owner of an endpoint why webhooks are not taken: in the log each time, in the database now and then,
 * since anybody can send what is refused. Never with anything of the body.
 */
export const openRefusals = (deps: { readonly db: Db; readonly clock: Clock; readonly log: Log }) => {
  const noted = new Map<string, number>();
  return {
    note: ({ spaceId, endpointId }: KnownEndpoint, reason: string): void => {
      deps.log.info('webhook refused', { spaceId, endpointId, reason });
      const now = deps.clock.monotonic();
      if (now - (noted.get(endpointId) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
      if (noted.size >= mostKnown) noted.clear();
      noted.set(endpointId, now);
      deps.db
        .inSpace(spaceId, (tx) => noteRefusal(tx, spaceId, { endpointId, reason }))
        .catch((error: unknown) => deps.log.warn('a refusal could not be noted', { endpointId, error }));
    },
  };
};
