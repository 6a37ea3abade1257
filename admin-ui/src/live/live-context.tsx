import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import { meKey } from '../session/me.ts';
import { changedBy } from './changed-by.ts';
import { openLiveSocket, type LiveEvent, type LiveState } from './live-socket.ts';

interface Live {
  readonly state: LiveState;
  listen(listener: (event: LiveEvent) => void): () => void;
}

const LiveContext = createContext<Live | null>(null);

/** How long events are gathered before what they have changed is read anew. */
const together = 200;

/** The space's events as they happen: what they change is read anew, what they add is announced. */
export const LiveProvider = (props: { readonly space: string; readonly children: ReactNode }) => {
  const { space } = props;
  const hub = useHub();
  const cache = useCache();
  const [state, setState] = useState<LiveState>('connecting');
  const listeners = useRef(new Set<(event: LiveEvent) => void>());
  const missed = useRef(false);

  const changed = useRef(new Set<string>());
  const refresh = useEffectEvent(() => {
    for (const noun of changed.current) cache.expire(noun === 'me' ? meKey : hub.key(noun));
    changed.current.clear();
  });
  const onEvent = useEffectEvent((event: LiveEvent) => {
    // A hundred keys revoked at once are a hundred events and one look at the list.
    if (changed.current.size === 0) setTimeout(() => refresh(), together);
    for (const noun of changedBy(event.type)) changed.current.add(noun);
    for (const listener of listeners.current) listener(event);
  });
  const onState = useEffectEvent((next: LiveState) => {
    // Whatever happened while nobody listened is found by reading again.
    if (next === 'live' && missed.current) cache.expire(hub.key());
    missed.current = next === 'lost' || (missed.current && next !== 'live');
    setState(next);
  });
  const prepare = useEffectEvent(async () => {
    await answer(hub.client.GET('/api/me'));
  });
  useEffect(() => {
    const url = new URL('/api/live', window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.search = new URLSearchParams({ space }).toString();
    return openLiveSocket({
      url: url.href,
      onEvent: (event) => onEvent(event),
      onState: (next) => onState(next),
      prepare: () => prepare(),
    });
  }, [space]);

  const live = useMemo<Live>(
    () => ({
      state,
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext value={live}>{props.children}</LiveContext>;
};

export const useLiveState = (): LiveState | null => useContext(LiveContext)?.state ?? null;

export const useLiveEvents = (listener: (event: LiveEvent) => void): void => {
  const live = useContext(LiveContext);
  const listen = live?.listen;
  const hear = useEffectEvent(listener);
  useEffect(() => listen?.((event) => hear(event)), [listen]);
};
