import { retryDelay } from './retry-delay.ts';

export interface LiveEvent {
  readonly id: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly data: unknown;
}

/** What is told of one thing that the page watches; `refused` is why it is not. */
export interface LiveNews {
  readonly topic: string;
  readonly data?: unknown;
  readonly refused?: string;
}

export interface LiveSocket {
  /** False: there is no socket at the moment. */
  say(message: unknown): boolean;
  /** For good. */
  close(): void;
}

export type LiveState = 'connecting' | 'live' | 'lost';

interface LiveOptions {
  readonly url: string;
  onEvent(event: LiveEvent): void;
  onNews(news: LiveNews): void;
  onState(state: LiveState): void;
  /** Before each new attempt: renews a session that has run out, because a refused socket does not say why. */
  prepare(): Promise<void>;
}

interface Message {
  readonly type?: unknown;
  readonly event?: LiveEvent;
  readonly topic?: string;
  readonly data?: unknown;
  readonly reason?: string;
}

const parse = (data: unknown): Message => {
  try {
    const message: unknown = JSON.parse(String(data));
    return typeof message === 'object' && message !== null ? message : {};
  } catch {
    return {};
  }
};

/** One WebSocket that comes back by itself. */
export const openLiveSocket = (options: LiveOptions): LiveSocket => {
  const { url, onEvent, onNews, onState, prepare } = options;
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
      } else if (message.type === 'news' && message.topic !== undefined) {
        onNews({ topic: message.topic, data: message.data });
      } else if (message.type === 'refused' && message.topic !== undefined) {
        onNews({ topic: message.topic, refused: message.reason ?? '' });
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
  return {
    say: (message) => {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      window.removeEventListener('online', retryNow);
      socket?.close();
    },
  };
};
