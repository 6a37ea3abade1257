import type { ConnectionSigner, EventBus, Hints } from '../../core/ports.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import type { KnownConnectors } from '../call/known.ts';
import type { Authoriser } from './authorise.ts';
import { connectionsTopic } from './held.ts';
import { addNeededScopes } from './store-tokens.ts';

export interface SignerDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly events: EventBus<Tx>;
  readonly known: KnownConnectors;
  readonly authoriser: Pick<Authoriser, 'authorise'>;
}

/** For requests that others send: the same credentials, renewals and refusals as with every call. */
export const openConnectionSigner = (deps: SignerDeps): ConnectionSigner => ({
  find: async (spaceId, connector, connection) =>
    (await deps.known.get(spaceId, connector)).connectionId({ connection }),
  sign: async ({ spaceId, connector, connectionId, method, url, headers }) => {
    const { frame, settings } = await deps.known.get(spaceId, connector);
    const own: Record<string, string> = {};
    for (const [name, value] of Object.entries(settings.headers ?? {})) own[name.toLowerCase()] = value;
    const signed = await deps.authoriser.authorise({
      ...{ spaceId, connectionId, schemes: frame.schemes, security: [], base: url },
      request: { method, url, headers: { ...own, ...headers } },
    });
    return {
      headers: signed.request.headers,
      afterRefusal: async (wwwAuthenticate) => (await signed.afterRefusal(wwwAuthenticate))?.headers ?? null,
    };
  },
  needsScopes: async (spaceId, need) =>
    deps.db.inSpace(spaceId, async (tx) => {
      if (!(await addNeededScopes(tx, spaceId, need))) return;
      const { connectionId, scopes } = need;
      await deps.events.publish(tx, spaceId, [
        { type: 'connection.needs-more', subject: connectionId, data: { connectionId, scopes } },
      ]);
      tx.afterCommit(() => deps.hints.broadcast(connectionsTopic));
    }),
});
