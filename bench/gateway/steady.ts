import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { quantile } from '../platform/measure.ts';

export interface Steady {
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Stood {
  /** Answers of 2xx in a second. */
  readonly good: number;
  /** 429 and 503 in a second. */
  readonly refused: number;
  /** Of these without Retry-After. */
  readonly unsaid: number;
  /** Anything else: another status, a connection that broke. */
  readonly failed: number;
  /** Of what was good, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Requests that come when they are due and wait for nobody, as those of many clients do: load that does not slow down with
 * the gateway. From a process of its own.
 */
export const steady = async (load: Steady): Promise<Stood> => {
  const child = fork(import.meta.filename, [JSON.stringify(load)]);
  const [stood] = (await once(child, 'message')) as [Stood];
  return stood;
};

const send = async ({ url, perSecond, seconds, headers = {} }: Steady): Promise<Stood> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000, maxFreeSockets: 2_000 });
  const counts = { good: 0, refused: 0, unsaid: 0, failed: 0 };
  const times: number[] = [];
  let under = 0;
  let whenDone = (): void => undefined;
  const one = (): void => {
    under += 1;
    // Timers here are some milliseconds late; what is sent waits for nobody, so this is from when it was sent.
    const sentAt = performance.now();
    const over = (): void => {
      under -= 1;
      if (under === 0) whenDone();
    };
    const sent = request(url, { agent, headers }, (answer) => {
      answer.resume().once('end', () => {
        const { statusCode = 0 } = answer;
        if (statusCode >= 200 && statusCode < 300) {
          counts.good += 1;
          times.push(performance.now() - sentAt);
        } else if (statusCode === 429 || statusCode === 503) {
          counts.refused += 1;
          if (answer.headers['retry-after'] === undefined) counts.unsaid += 1;
        } else counts.failed += 1;
        over();
      });
    });
    sent.once('error', () => {
      counts.failed += 1;
      over();
    });
    sent.end();
  };
  const began = performance.now();
  const all = perSecond * seconds;
  let begun = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(all, Math.floor(((performance.now() - began) * perSecond) / 1_000));
      for (; begun < due; begun += 1) one();
      if (begun < all) return;
      clearInterval(timer);
      whenDone = resolve;
      if (under === 0) resolve();
    }, 1);
  });
  const took = (performance.now() - began) / 1_000;
  agent.destroy();
  return {
    good: counts.good / took,
    refused: counts.refused / took,
    ...{ unsaid: counts.unsaid, failed: counts.failed },
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
};

const [, script, given] = process.argv;
if (script === import.meta.filename && given !== undefined) {
  process.send?.(await send(JSON.parse(given) as Steady));
  process.disconnect();
}
