// needs: redis
import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import type { Hints } from '../../core/ports.ts';
import { openBullHints } from '../../platform/hints/bull.ts';
import { openInProcessHints } from '../../platform/hints/in-process.ts';
import { openRedis, type RedisConnection } from '../../platform/redis.ts';
import { startRedis, type RedisServer } from '../components/redis.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { verifies } from '../setup/verifies.ts';

let redis: RedisServer;
const open: Hints[] = [];
const connections: RedisConnection[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((hints) => hints.close()));
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
});
afterAll(() => redis.stop());

const overBull = (log = recordedLog()): Hints => {
  const connection = openRedis({ url: redis.url, log });
  connections.push(connection);
  const hints = openBullHints({ redis: connection });
  open.push(hints);
  return hints;
};
const inProcess = (): Hints => {
  const hints = openInProcessHints();
  open.push(hints);
  return hints;
};

const counter = (hints: Hints, topic: string): { count: number; off: () => void } => {
  const counted = { count: 0, off: () => undefined as void };
  counted.off = hints.on(topic, () => counted.count++);
  return counted;
};

describe.each([
  ['in process', inProcess],
  ['by Bull on Redis', overBull],
] as const)('hints %s', (name, start) => {
  for (const way of ['send', 'broadcast'] as const) {
    verifies(
      'foundation.jobs.hints-contract',
      `${way} wakes the listeners of its topic and no others`,
      async () => {
        const hints = start();
        const mine = counter(hints, `${name}-${way}-mine`);
        const other = counter(hints, `${name}-${way}-other`);
        hints[way](`${name}-${way}-mine`);
        await eventually(() => mine.count > 0);
        expect(other.count).toBe(0);
        hints[way](`${name}-${way}-other`);
        await eventually(() => other.count > 0);
      },
    );
  }

  verifies('foundation.jobs.hints-contract', 'many hints in one turn of the loop are one', async () => {
    const hints = start();
    const counted = counter(hints, `${name}-many`);
    for (let at = 0; at < 1_000; at++) hints.send(`${name}-many`);
    await eventually(() => counted.count > 0);
    // A last one of its own, so that all before it have come.
    const last = counter(hints, `${name}-last`);
    hints.send(`${name}-last`);
    await eventually(() => last.count > 0);
    // At most here at once and once more by Redis.
    expect(counted.count).toBeLessThanOrEqual(2);
  });

  verifies(
    'foundation.jobs.hints-contract',
    'who has stopped listening hears nothing, and one of two listeners may stop',
    async () => {
      const hints = start();
      const [gone, stays] = [counter(hints, `${name}-stop`), counter(hints, `${name}-stop`)];
      gone.off();
      hints.send(`${name}-stop`);
      await eventually(() => stays.count > 0);
      expect(gone.count).toBe(0);
    },
  );

  verifies(
    'foundation.jobs.hints-contract',
    'after the close nobody is woken, and closing twice is no error',
    async () => {
      const hints = start();
      const counted = counter(hints, `${name}-closed`);
      await hints.close();
      hints.send(`${name}-closed`);
      hints.broadcast(`${name}-closed`);
      await new Promise((resolve) => setImmediate(resolve));
      await hints.close();
      expect(counted.count).toBe(0);
    },
  );
});

verifies(
  'foundation.jobs.hints-contract',
  'over Redis a send reaches another process, and a broadcast all of them',
  async () => {
    const [sender, one, two] = [overBull(), overBull(), overBull()];
    const work = [counter(one, 'work'), counter(two, 'work')];
    const news = [counter(one, 'news'), counter(two, 'news')];
    await eventually(() => {
      sender.send('work');
      sender.broadcast('news');
      return work.some(({ count }) => count > 0) && news.every(({ count }) => count > 0);
    });
    expect(news.map(({ count }) => count > 0)).toEqual([true, true]);
  },
);

verifies('foundation.jobs.hints-contract', 'hints that nobody fetches do not pile up', async () => {
  const sender = overBull();
  const listener = overBull();
  await eventually(() => {
    sender.send('warm');
    const heard = counter(listener, 'warm');
    return eventually(() => heard.count > 0, { timeoutMs: 500 });
  });
  for (let at = 0; at < 200; at++) {
    sender.send('piling');
    await new Promise((resolve) => setImmediate(resolve));
  }
  // All of them have come to Redis: none finds a place that the listener has just freed.
  const client = connections.at(-1)?.another({});
  await eventually(async () => Number(await client?.get('hub:hints:piling:id')) === 200);
  const late = counter(listener, 'piling');
  await eventually(() => late.count > 0);
  const done = counter(listener, 'end');
  await eventually(() => {
    sender.send('end');
    return done.count > 0;
  });
  expect(late.count).toBeLessThanOrEqual(4);
});

verifies(
  'foundation.jobs.redis-down',
  'an outage of Redis is told once, hurts nobody, and ends by itself',
  async () => {
    const log = recordedLog();
    const [sender, listener] = [overBull(log), overBull(log)];
    const heard = counter(listener, 'outage');
    await eventually(() => {
      sender.send('outage');
      return heard.count > 0;
    });
    await redis.kill();
    await eventually(() => log.lines.filter(({ level }) => level === 'warn').length === 2);
    const own = counter(sender, 'own');
    sender.send('own');
    sender.broadcast('own');
    await eventually(() => own.count > 0);
    await redis.restart();
    const before = heard.count;
    await eventually(() => {
      sender.send('outage');
      return heard.count > before + 1;
    });
    // Two hints, each over two sorts of connections.
    expect(log.lines.filter(({ level }) => level === 'warn').length).toBeLessThanOrEqual(4);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  },
);
