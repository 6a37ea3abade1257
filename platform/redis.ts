import { Redis, type RedisOptions as ClientOptions } from 'ioredis';
import type { Log } from '../core/ports.ts';

/** Redis, for what may be lost: limits and hints. Nothing waits for a Redis that is away. */
export interface RedisConnection {
  eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
  /** Lost without a word when nobody listens or Redis is away. */
  publish(channel: string, message: string): void;
  /** Answers how to stop listening. */
  subscribe(channel: string, listener: (message: string) => void): () => void;
  ready(): boolean;
  /** Called when the connection stands again after an outage. Answers how to stop that. */
  onReturn(listener: () => void): () => void;
  /** Another connection to the same Redis, for a library that wants its own. It ends with this one, or before. */
  another(options: ClientOptions): Redis;
  close(): Promise<void>;
}

export const openRedis = ({ url, log }: { readonly url: string; readonly log: Log }): RedisConnection => {
  const all = new Set<Redis>();
  let open = true;
  let down = false;

  const connect = (options: ClientOptions): Redis => {
    const client = new Redis(url, {
      ...options,
      retryStrategy: (attempt) => (open ? Math.min(2_000, 50 * 2 ** Math.min(attempt, 6)) : null),
    });
    // However many connections notice an outage, one line tells that it began and one that it is over.
    client.on('error', (error) => {
      if (!open || down) return;
      down = true;
      log.warn('Redis does not answer; hints are lost until it does, the work is not', { error });
    });
    client.on('ready', () => {
      if (down) log.info('Redis answers again');
      down = false;
    });
    // A library may connect again, or ask for another connection, after the end.
    client.on('connect', () => {
      if (!open) client.disconnect();
    });
    client.on('end', () => all.delete(client));
    all.add(client);
    return client;
  };

  // A command fails at once when the connection is not there, instead of waiting in a queue for it.
  const client = connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  // A subscribing connection can do nothing else; ioredis subscribes again after an outage.
  const subscriber = connect({ maxRetriesPerRequest: null, lazyConnect: true });

  return {
    eval: (script, keyCount, ...rest) => client.eval(script, keyCount, ...rest),
    publish: (channel, message) => {
      if (client.status === 'ready') client.publish(channel, message).catch(() => undefined);
    },
    subscribe: (channel, listener) => {
      const hear = (from: string, message: string) => {
        if (from === channel) listener(message);
      };
      subscriber.on('message', hear);
      subscriber.subscribe(channel).catch(() => undefined);
      return () => subscriber.off('message', hear);
    },
    ready: () => client.status === 'ready',
    onReturn: (listener) => {
      let stood = client.status === 'ready';
      const ready = () => {
        if (stood) listener();
        stood = true;
      };
      client.on('ready', ready);
      return () => client.off('ready', ready);
    },
    another: connect,
    close: async () => {
      open = false;
      for (const one of all) one.disconnect();
    },
  };
};
