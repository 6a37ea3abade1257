import { retryDelay } from './retry-delay.ts';

export interface LiveEvent {
  readonly id: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly data: unknown;
}

export type LiveState = 'connecting' | 'live' | 'lost';

interface LiveOptions {
  readonly url: string;
  onEvent(event: LiveEvent): void;
  onState(state: LiveState): void;
  /** Before each new attempt: renews a session that has run out, because a refused socket does not say why. */
  prepare(): Promise<void>;
}

const parse = (data: unknown): { type?: unknown; event?: LiveEvent } => {
  try {
    const message: unknown = JSON.parse(String(data));
    return typeof message === 'object' && message !== null ? message : {};
  } catch {
    return {};
  }
};

/** One WebSocket that comes back by itself; returns how to close it for good. */
export const openLiveSocket = ({ url, onEvent, onState, prepare }: LiveOptions): (() => void) => {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let closed = false;

  const connect = (): void => {
    if (closed) return;
    const current = new WebSocket(url);
    socket = current;
    current.onmessage = ({ data }) => {
      const message = parse(data);
      if (message.type === 'hello') {
        attempt = 0;
        onState('live');
      } else if (message.type === 'event' && message.event !== undefined) {
        onEvent(message.event);
      }
    };
    current.onclose = () => {
      if (closed || socket !== current) return;
      onState('lost');
      timer = setTimeout(retry, retryDelay(attempt++));
    };
  };
  const retry = (): void => {
    prepare().then(connect, () => {
      if (!closed) timer = setTimeout(retry, retryDelay(attempt++));
    });
  };
  const retryNow = (): void => {
    if (socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(timer);
    retry();
  };

  onState('connecting');
  connect();
  window.addEventListener('online', retryNow);
  return () => {
    closed = true;
    clearTimeout(timer);
    window.removeEventListener('online', retryNow);
    socket?.close();
  };
};
