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
import {
  openLiveSocket,
  type LiveEvent,
  type LiveNews,
  type LiveSocket,
  type LiveState,
} from './live-socket.ts';

interface Live {
  readonly state: LiveState;
  listen(listener: (event: LiveEvent) => void): () => void;
  /** Tells the hub something about what is watched; what is said while there is no socket is lost. */
  say(message: unknown): void;
  /** Asks for news of one thing; answers how to want no more. */
  watch(topic: string, watcher: Watcher): () => void;
}

interface Watcher {
  /** What the hub needs to know to begin where the page is; asked again after each interruption. */
  from(): Readonly<Record<string, unknown>>;
  hear(news: LiveNews): void;
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
  const socket = useRef<LiveSocket | null>(null);
  const watchers = useRef(new Map<string, Watcher>());

  const changed = useRef(new Set<string>());
  const refresh = useEffectEvent(() => {
    for (const noun of changed.current) cache.expire(noun === 'me' ? meKey : hub.key(noun));
    changed.current.clear();
  });
  const onEvent = useEffectEvent((event: LiveEvent) => {
    // A hundred keys revoked at once are a hundred events and one look at the list.
    if (changed.current.size === 0) setTimeout(() => refresh(), together);
    for (const noun of changedBy(event)) changed.current.add(noun);
    for (const listener of listeners.current) listener(event);
  });
  const onNews = useEffectEvent((news: LiveNews) => watchers.current.get(news.topic)?.hear(news));
  const onState = useEffectEvent((next: LiveState) => {
    if (next === 'live')
      for (const [topic, watcher] of watchers.current)
        socket.current?.say({ type: 'watch', topic, ...watcher.from() });
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
    const opened = openLiveSocket({
      url: url.href,
      onEvent: (event) => onEvent(event),
      onNews: (news) => onNews(news),
      onState: (next) => onState(next),
      prepare: () => prepare(),
    });
    socket.current = opened;
    return opened.close;
  }, [space]);

  // The same as long as the page is: who listens goes on listening while the socket comes and goes.
  const ways = useMemo<Omit<Live, 'state'>>(
    () => ({
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
      say: (message) => void socket.current?.say(message),
      watch: (topic, watcher) => {
        watchers.current.set(topic, watcher);
        socket.current?.say({ type: 'watch', topic, ...watcher.from() });
        return () => {
          if (watchers.current.get(topic) !== watcher) return;
          watchers.current.delete(topic);
          socket.current?.say({ type: 'unwatch', topic });
        };
      },
    }),
    [],
  );
  const live = useMemo<Live>(() => ({ state, ...ways }), [state, ways]);
  return <LiveContext value={live}>{props.children}</LiveContext>;
};

export const useLiveState = (): LiveState | null => useContext(LiveContext)?.state ?? null;

export const useLiveEvents = (listener: (event: LiveEvent) => void): void => {
  const live = useContext(LiveContext);
  const listen = live?.listen;
  const hear = useEffectEvent(listener);
  useEffect(() => listen?.((event) => hear(event)), [listen]);
};

const sayNothing = (): void => undefined;

/** The same as long as the page is. */
export const useLiveSay = (): ((message: unknown) => void) => useContext(LiveContext)?.say ?? sayNothing;

/** News of one thing for as long as it is shown; null watches nothing. */
export const useLiveNews = (topic: string | null, watcher: Watcher): void => {
  const live = useContext(LiveContext);
  const watch = live?.watch;
  const from = useEffectEvent(() => watcher.from());
  const hear = useEffectEvent((news: LiveNews) => watcher.hear(news));
  useEffect(
    () => (topic === null ? undefined : watch?.(topic, { from: () => from(), hear: (news) => hear(news) })),
    [topic, watch],
  );
};
