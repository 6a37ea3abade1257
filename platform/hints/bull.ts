import Bull from 'bull';
import type { Hints } from '../../core/ports.ts';
import type { RedisConnection } from '../redis.ts';
import { oncePerTurn, openTopics } from './topics.ts';

type Queue = Bull.Queue<Record<string, never>>;

const prefix = 'hub:hints';
const channel = 'hub:news';
/** Bull ignores a job whose id waits already: so this many wait at most, however long nobody fetches them. */
const slots = 4;

/**
 * Hints over all processes of an installation. `send` is a job in a Bull queue of the topic: Bull gives it to one of
 * the processes that listen, which is what work needs. `broadcast` is a message that Redis publishes to all, because
 * news must reach every process, and a Bull job reaches one. This process itself is woken without a detour.
 *
 * With Redis away hints are lost and nothing else: whoever waits for work also looks by itself from time to time.
 */
export const openBullHints = ({ redis }: { readonly redis: RedisConnection }): Hints => {
  const topics = openTopics();
  const queues = new Map<string, Queue>();
  const listening = new Set<string>();
  const connections: { disconnect(): void }[] = [];
  const name = crypto.randomUUID();
  let slot = 0;
  let open = true;

  const queueOf = (topic: string): Queue => {
    const known = queues.get(topic);
    if (known !== undefined) return known;
    const queue: Queue = new Bull(topic, {
      prefix,
      // Bull leaves connections that it makes itself open when it is closed while it starts.
      createClient: () => {
        const connection = redis.another({ maxRetriesPerRequest: null, enableReadyCheck: false });
        connections.push(connection);
        return connection;
      },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      // A hint that its process died with is dropped soon, and frees its slot.
      settings: {
        lockDuration: 5_000,
        stalledInterval: 5_000,
        maxStalledCount: 0,
        retryProcessDelay: 100,
        drainDelay: 1,
      },
    });
    // Bull names its connections in the background, and a close in the meantime would be nobody's rejection.
    Object.assign(queue, { setWorkerName: async () => undefined });
    // The connections tell of an outage. Anything else that Bull fails at costs a hint.
    queue.on('error', () => undefined);
    queues.set(topic, queue);
    return queue;
  };

  const listen = (topic: string): void => {
    if (listening.has(topic)) return;
    listening.add(topic);
    queueOf(topic)
      .process(async () => topics.wake(topic))
      .catch(() => undefined);
  };

  const post = oncePerTurn((topic) => {
    if (!open || !redis.ready()) return;
    slot = (slot + 1) % slots;
    queueOf(topic)
      .add({}, { jobId: `${name}:${slot}` })
      .catch(() => undefined);
  });
  const publish = oncePerTurn((topic) => {
    if (open) redis.publish(channel, topic);
  });

  const unsubscribe = redis.subscribe(channel, (topic) => topics.wake(topic));
  // What was said while Redis was away is unknown: let everybody look.
  const unhook = redis.onReturn(() => {
    for (const topic of listening) topics.wake(topic);
  });

  const wakeHere = (topic: string): void => {
    if (open && topics.listened(topic)) topics.wake(topic);
  };
  return {
    send: (topic) => {
      wakeHere(topic);
      post(topic);
    },
    broadcast: (topic) => {
      wakeHere(topic);
      publish(topic);
    },
    on: (topic, listener) => {
      const off = topics.on(topic, listener);
      listen(topic);
      return off;
    },
    close: async () => {
      open = false;
      topics.clear();
      unsubscribe();
      unhook();
      await Promise.all([...queues.values()].map(closeQueue));
      for (const connection of connections) connection.disconnect();
    },
  };
};

const closeMs = 1_000;

/** Bull waits for its connections, but Redis may be away, and a hint is not worth waiting for. */
const closeQueue = async (queue: Queue): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeMs)));
  await Promise.race([queue.close(true).catch(() => undefined), late]);
  clearTimeout(timer);
};
