import { openRawClient, type RawClient } from './raw-client.ts';
import { answerOf, startRawUpstream, type RawScript, type RawUpstream } from './raw-upstream.ts';
import { startTrafficHub, type TrafficHub, type TrafficHubOptions } from './traffic-hub.ts';

/** A route of its own to an upstream of its own: what one test sends is seen by nothing else. */
export interface Lane {
  readonly path: string;
  readonly upstream: RawUpstream;
}

export interface Lanes {
  readonly hub: TrafficHub;
  /** The next lane that nobody used. */
  open(script?: RawScript): Lane;
  client(timeoutMs?: number): Promise<RawClient>;
  /** Fails unless another route answers: nothing that one route suffers may be felt on it. */
  others(): Promise<void>;
  /** Ends the clients of one test. */
  hangUp(): void;
  stop(): Promise<void>;
}

const fine: RawScript = { answer: (request) => answerOf(`seen ${request.startLine.split(' ')[1]}`) };

export const openLanes = async (count: number, options: Partial<TrafficHubOptions> = {}): Promise<Lanes> => {
  const scripts: RawScript[] = Array.from({ length: count + 1 }, () => fine);
  const upstreams = await Promise.all(
    scripts.map((_script, at) =>
      startRawUpstream({
        answer: (request, connection) => scripts[at]?.answer?.(request, connection),
        opened: (connection) => scripts[at]?.opened?.(connection),
        heard: (connection) => scripts[at]?.heard?.(connection),
      }),
    ),
  );
  const hub = await startTrafficHub({
    ...options,
    services: {
      ...Object.fromEntries(upstreams.map(({ origin }, at) => [`lane-${at}`, { url: origin }])),
      ...options.services,
    },
    pipelines: {
      ...Object.fromEntries(
        upstreams.map((_upstream, at) => [
          `lane-${at}`,
          {
            apiEndpoints: { [`lane-${at}`]: { paths: [`/lane-${at}`, `/lane-${at}/*`] } },
            policies: [{ proxy: [{ action: { serviceEndpoint: `lane-${at}` } }] }],
          },
        ]),
      ),
      ...options.pipelines,
    },
  });
  const clients: RawClient[] = [];
  const client = async (timeoutMs?: number): Promise<RawClient> => {
    const opened = await openRawClient(hub.port, timeoutMs);
    clients.push(opened);
    return opened;
  };
  let used = 0;
  return {
    ...{ hub, client },
    open: (script = fine) => {
      used += 1;
      const upstream = upstreams[used];
      if (upstream === undefined) throw new Error(`There are ${count} lanes, and all are used.`);
      scripts[used] = script;
      return { path: `/lane-${used}`, upstream };
    },
    others: async () => {
      const other = await client();
      other.write('GET /lane-0/fine HTTP/1.1\r\nhost: other.test\r\nconnection: close\r\n\r\n');
      const { startLine, body } = await other.answer();
      if (startLine !== 'HTTP/1.1 200 OK' || body.toString() !== 'seen /lane-0/fine')
        throw new Error(`Another route answered "${startLine}" with "${body.toString()}".`);
    },
    hangUp: () => {
      for (const each of clients.splice(0)) each.destroy();
    },
    stop: async () => {
      for (const each of clients.splice(0)) each.destroy();
      await hub.stop();
      await Promise.all(upstreams.map(async (upstream) => upstream.stop()));
    },
  };
};
