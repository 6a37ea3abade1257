import { HubError, isHubError } from '../../core/errors.ts';
import type { CallContext } from '../../platform/invoke/context.ts';
import { browserSecretOf, exchangeOf } from './browser.ts';
import { openVerifier, type ConnectDeps } from './connect.ts';
import { finishAuthorisation } from './finish.ts';
import { loadClient } from './load.ts';
import { askForTokens } from './oauth/ask.ts';
import { codeIn } from './oauth/authorization.ts';
import { requireUrl } from './oauth/client.ts';
import { takeState, type TakenState } from './store-states.ts';

export const callbackAction = 'connections.callback';

type Parameters = Readonly<Record<string, string>>;

/** Where the browser goes now: to the connection, with what came of it. Never throws for what the other side did. */
export const comeBack = async (
  deps: ConnectDeps,
  context: CallContext,
  parameters: Parameters,
): Promise<string> => {
  let taken: TakenState | undefined;
  try {
    taken = await takeOwnState(deps, context, parameters);
    await finish(deps, context, { taken, parameters });
    return `${taken.begun.returnTo}?result=connected`;
  } catch (error) {
    if (!isHubError(error)) throw error;
    context.log.warn('a connection could not be authorised', { error });
    context.audit(taken?.connectionId ?? 'nothing', { outcome: 'refused', code: error.code });
    const said = error.details['error'];
    const reason = typeof said === 'string' && /^[a-z_]{1,40}$/.test(said) ? `&reason=${said}` : '';
    return `${taken?.begun.returnTo ?? '/'}?result=failed&error=${error.code}${reason}`;
  }
};

const takeOwnState = async (
  deps: ConnectDeps,
  context: CallContext,
  parameters: Parameters,
): Promise<TakenState> => {
  const { state } = parameters as { state?: string };
  const browserSecret = browserSecretOf(exchangeOf(context));
  const taken =
    state === undefined
      ? undefined
      : await deps.db.asSystem((tx) => takeState(tx, { state, browserSecret: browserSecret ?? '' }));
  if (taken !== undefined) return taken;
  throw new HubError(
    'oauth_state_invalid',
    'This was not begun in this browser, was used already, or took longer than ten minutes. Connect once more.',
  );
};

interface Return {
  readonly taken: TakenState;
  readonly parameters: Parameters;
}

const finish = async (
  deps: ConnectDeps,
  context: CallContext,
  { taken, parameters }: Return,
): Promise<void> => {
  const { spaceId, connectionId, begun } = taken;
  const { verifier, nonce } = await openVerifier(deps, taken, parameters['state'] ?? '');
  const { held, client, oauth } = await loadClient(deps, { spaceId, connectionId });
  if (oauth.name !== begun.scheme)
    throw new HubError('oauth_state_invalid', 'The connection was changed in between. Connect once more.');
  const code = codeIn(client, begun, parameters);
  const answer = await askForTokens(deps.egress, client, {
    url: requireUrl(client, 'token'),
    form: {
      ...{ grant_type: 'authorization_code', code },
      ...{ redirect_uri: begun.redirectUri, code_verifier: verifier },
    },
    signal: context.signal,
  });
  const ip = context.exchange?.ip ?? null;
  await finishAuthorisation(deps, {
    ...{ held, client, answer, nonce },
    // In the space's own chain, under the name of whoever sent the browser there.
    also: (tx) =>
      deps.audit.append(tx, spaceId, {
        ...{ actor: begun.by.id, actorName: begun.by.name, action: callbackAction, target: connectionId },
        ...{ details: { scopes: answer.scopes ?? begun.scopes }, ip, requestId: context.requestId },
      }),
  });
  context.audit(connectionId, { outcome: 'connected' });
};
