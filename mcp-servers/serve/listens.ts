import { HubError } from '../../core/errors.ts';
import type { Message } from '../sdk/server.ts';
import { eventText, openEventSink } from './event-sink.ts';
import { guardStream } from './guard.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Change, Offers, Values } from './offer.ts';
import type { StatelessRequest } from './stateless.ts';

/** `subscriptions/listen`: the streams of the stateless era on which changes are told. */
export interface Listens {
  open(message: Message, one: StatelessRequest, stillAllowed: () => Promise<boolean>): void;
  readonly size: number;
  /** Ends all of them as the protocol has it. */
  close(): void;
}

interface Wanted {
  readonly toolsListChanged?: true;
  readonly promptsListChanged?: true;
  readonly resourcesListChanged?: true;
  readonly resourceSubscriptions?: readonly string[];
}

const mostOfOne = 50;
const mostOfAll = 10_000;
const mostResources = 500;
const subscriptionId = 'io.modelcontextprotocol/subscriptionId';

export const openListens = (deps: {
  readonly offers: Offers;
  readonly heartbeat: Heartbeat;
  readonly monotonic: () => number;
}): Listens => {
  const open = new Map<() => void, string>();

  const makeRoom = (principal: string): void => {
    let ofOne = 0;
    for (const other of open.values()) if (other === principal) ofOne++;
    if (ofOne >= mostOfOne || open.size >= mostOfAll)
      throw new HubError('overloaded', 'Too many subscriptions are open. Close some of them.', {
        retryAfter: 5,
      });
  };

  return {
    open: (message, { response, offer, context }, stillAllowed) => {
      const wanted = granted(message, offer.resources?.subscribe !== undefined, {
        prompts: offer.prompts !== undefined,
        resources: offer.resources !== undefined,
      });
      if (response.destroyed) return;
      makeRoom(context.principal);
      const _meta = { [subscriptionId]: message.id };
      const sink = openEventSink(response, { heartbeat: deps.heartbeat, alone: true, onClose: () => over() });
      const say = (method: string, params: Values): void =>
        sink.write(eventText(JSON.stringify({ jsonrpc: '2.0', method, params: { ...params, _meta } })));
      say('notifications/subscriptions/acknowledged', { notifications: wanted });

      const unwatch = deps.offers.watch(context.spaceId, context.toolset, (change) => {
        const told = noticeOf(change, wanted);
        if (told !== undefined) say(told.method, told.params);
      });
      const unguard = guardStream({ ...deps, stillAllowed, end: () => end() });
      const over = (): void => {
        if (!open.delete(end)) return;
        unwatch();
        unguard();
        for (const uri of wanted.resourceSubscriptions ?? [])
          void offer.resources?.unsubscribe?.(uri).catch(() => undefined);
      };
      const end = (): void => {
        const { name, title, version } = offer;
        const about = { 'io.modelcontextprotocol/serverInfo': { name, title, version } };
        const result = { resultType: 'complete', _meta: { ..._meta, ...about } };
        sink.write(eventText(JSON.stringify({ jsonrpc: '2.0', id: message.id, result })));
        sink.end();
        over();
      };
      open.set(end, context.principal);
      for (const uri of wanted.resourceSubscriptions ?? [])
        void offer.resources?.subscribe?.(uri).catch(() => undefined);
      // Nothing that it asked for is ever told here: there is nothing to wait for.
      if (Object.keys(wanted).length === 0) end();
    },
    get size() {
      return open.size;
    },
    close: () => {
      for (const end of [...open.keys()]) end();
    },
  };
};

/** As much of what was asked for as is told here. */
const granted = (
  message: Message,
  subscribable: boolean,
  has: { readonly prompts: boolean; readonly resources: boolean },
): Wanted => {
  const asked = message.params?.['notifications'];
  if (typeof asked !== 'object' || asked === null)
    throw new HubError('input_invalid', 'Say in "notifications" what you want to be told.');
  const { toolsListChanged, promptsListChanged, resourcesListChanged, resourceSubscriptions } =
    asked as Values;
  const uris = Array.isArray(resourceSubscriptions) ? resourceSubscriptions : [];
  if (uris.length > mostResources || uris.some((uri) => typeof uri !== 'string'))
    throw new HubError(
      'input_invalid',
      `"resourceSubscriptions" must be at most ${mostResources} addresses.`,
    );
  return {
    ...(toolsListChanged === true ? { toolsListChanged } : {}),
    ...(promptsListChanged === true && has.prompts ? { promptsListChanged } : {}),
    ...(resourcesListChanged === true && has.resources ? { resourcesListChanged } : {}),
    ...(uris.length > 0 && subscribable ? { resourceSubscriptions: uris as string[] } : {}),
  };
};

const noticeOf = (
  change: Change,
  wanted: Wanted,
): { readonly method: string; readonly params: Values } | undefined => {
  if (typeof change === 'object')
    return wanted.resourceSubscriptions?.includes(change.resource) === true
      ? { method: 'notifications/resources/updated', params: { uri: change.resource } }
      : undefined;
  return wanted[`${change}ListChanged`] === true
    ? { method: `notifications/${change}/list_changed`, params: {} }
    : undefined;
};
