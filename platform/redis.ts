import { Redis, type RedisOptions as RedisClientOptions } from 'ioredis';
import type { Log } from '../core/ports.ts';

/** A connection to Redis for what may be lost: limits and hints. Nothing waits for a Redis that is away. */
export interface RedisConnection {
  eval(script: string, keyCount: number, ...keysAndArguments: (string | number)[]): Promise<unknown>;
  /** Lost without a word when nobody listens or Redis is away. */
  publish(channel: string, message: string): void;
  subscribe(channel: string, listener: (message: string) => void): void;
  ready(): boolean;
  /** Called each time the connection stands, at first and after an outage. */
  onReady(listener: () => void): void;
  close(): Promise<void>;
}

export interface RedisOptions {
  readonly url: string;
  readonly log: Log;
}

const retryStrategy = (attempt: number): number => Math.min(2_000, 50 * 2 ** Math.min(attempt, 6));

export const openRedis = ({ url, log }: RedisOptions): RedisConnection => {
  const family = openRedisFamily({ url, log });
  // A command fails at once when the connection is not there, instead of waiting in a queue for it.
  const client = family.connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  // A subscribing connection can do nothing else; ioredis subscribes again after an outage.
  const subscriber = family.connect({ maxRetriesPerRequest: null, lazyConnect: true });
  return {
    eval: (script, keyCount, ...rest) => client.eval(script, keyCount, ...rest),
    publish: (channel, message) => {
      if (client.status === 'ready') client.publish(channel, message).catch(() => undefined);
    },
    subscribe: (channel, listener) => {
      subscriber.on('message', (from: string, message: string) => {
        if (from === channel) listener(message);
      });
      subscriber.subscribe(channel).catch(() => undefined);
    },
    ready: () => client.status === 'ready',
    onReady: (listener) => {
      client.on('ready', listener);
      if (client.status === 'ready') listener();
    },
    close: async () => family.close(),
  };
};

/**
 * Connections that live and end together. However many of them notice an outage, one line tells that it began and one
 * that it is over.
 */
export interface RedisFamily {
  connect(options: RedisClientOptions): Redis;
  close(): void;
}

export const openRedisFamily = ({ url, log }: RedisOptions): RedisFamily => {
  const members = new Set<Redis>();
  let open = true;
  let down = false;
  return {
    connect: (options) => {
      const client = new Redis(url, { ...options, retryStrategy });
      client.on('error', (error) => {
        if (!open || down) return;
        down = true;
        log.warn('Redis does not answer; hints are lost until it does, the work is not', { error });
      });
      client.on('ready', () => {
        if (down) log.info('Redis answers again');
        down = false;
      });
      members.add(client);
      if (!open) client.disconnect();
      return client;
    },
    close: () => {
      open = false;
      for (const client of members) client.disconnect();
    },
  };
};
