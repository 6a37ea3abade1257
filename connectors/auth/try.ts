import { isHubError } from '../../core/errors.ts';
import type { ConnectionDeps } from './deps.ts';
import { askUserinfo } from './finish.ts';
import { loadConnection } from './load.ts';
import type { ConnectionPlace } from './secrets.ts';

export interface Tried {
  readonly ok: boolean;
  readonly status: number | null;
  readonly message: string;
  readonly account: string | null;
}

/** A failure of the other side is an answer here: that is what was asked for. */
export const tryConnection = async (
  deps: ConnectionDeps,
  place: ConnectionPlace,
  signal: AbortSignal,
): Promise<Tried> => {
  const { held, auth, oauth } = await loadConnection(deps, place);
  const { account, connector, userId: person } = held.row;
  try {
    const probed = await deps.probe({ ...place, connector, person, signal });
    if (probed !== undefined)
      return { ok: probed.ok, status: probed.status ?? null, message: probed.message, account };
    if (oauth === undefined) return { ...untested, account };
    const token = await deps.authoriser.accessToken(place, auth.schemes, oauth.base);
    const { urls } = await deps.authoriser.clientOf(held, oauth);
    if (token === null || urls.userinfo === undefined)
      return {
        ...untested,
        message: 'The provider gave a token; the connector has no operation to try it by.',
        account,
      };
    const said = await askUserinfo(deps, urls.userinfo, token);
    return said.status === 200
      ? { ok: true, status: 200, message: 'The provider knows the token.', account: said.account ?? account }
      : {
          ok: false,
          status: said.status,
          message: `The provider answered ${said.status} to the token.`,
          account,
        };
  } catch (error) {
    if (!isHubError(error)) throw error;
    return { ok: false, status: null, message: error.message, account };
  }
};

const untested = {
  ok: true,
  status: null,
  message: 'What was entered is complete; the connector has no operation to try it by.',
};
