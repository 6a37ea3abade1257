import { brokerError, isElsewhere, noLeader } from './broker-error.ts';
import { brokerName, type Cluster, type Leader } from './cluster.ts';
import { pauseFor } from './pause-for.ts';
import { recordsIn, type KafkaRecord } from './records.ts';
import { askEnds, askMessages, type BrokerAddress, type Fetched } from './requests.ts';

export interface Receiving {
  readonly topic: string;
  readonly signal: AbortSignal;
}

interface Group {
  readonly broker: BrokerAddress;
  readonly partitions: readonly number[];
}

interface Answer {
  readonly name: string;
  readonly fetched: readonly Fetched[];
}

/** So often in a row the leaders may have changed. */
const mostChanges = 10;
const pauseMs = 200;

/**
 * What comes to the topic from now on, of all partitions, those of one partition in their order. Nothing is noted in
 * Kafka: who reads here is no member of a group.
 */
export async function* receive(cluster: Cluster, { topic, signal }: Receiving): AsyncGenerator<KafkaRecord> {
  const places = new Map<number, bigint>();
  const pending = new Map<string, Promise<Answer>>();
  let groups: readonly Group[] = [];
  for (let changes = 0; ;) {
    try {
      if (groups.length === 0) groups = await findGroups(cluster, topic, places);
      for (const group of groups) {
        const name = brokerName(group.broker);
        if (!pending.has(name)) pending.set(name, owned(fetchFrom(cluster, { topic, group, places })));
      }
      const { name, fetched } = await Promise.race(pending.values());
      pending.delete(name);
      for (const { partition, error, records } of fetched) {
        if (error !== 0) throw brokerError(name, topic, error);
        for (const { record, next } of recordsIn(records, places.get(partition) ?? 0n)) {
          places.set(partition, next);
          if (record !== null) yield record;
        }
      }
      changes = 0;
    } catch (error) {
      if (!isElsewhere(error) || ++changes > mostChanges) throw error;
      groups = [];
      await pauseFor(pauseMs, signal);
    }
  }
}

/** Whoever waits for it hears of its failure; until then it must not count as unhandled. */
const owned = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => undefined);
  return promise;
};

/** Who leads what now; partitions that are new here begin at their end. */
const findGroups = async (
  cluster: Cluster,
  topic: string,
  places: Map<number, bigint>,
): Promise<readonly Group[]> => {
  const { asked, partitions, leaders } = await cluster.leaders(topic);
  if (leaders.length < partitions || leaders.length === 0) throw brokerError(asked, topic, noLeader);
  const groups = groupsOf(leaders);
  for (const { broker, partitions: led } of groups) {
    const fresh = led.filter((partition) => !places.has(partition));
    if (fresh.length === 0) continue;
    const connection = await cluster.connection(broker);
    for (const { partition, error, offset } of await askEnds(connection, topic, fresh)) {
      if (error !== 0) throw brokerError(connection.broker, topic, error);
      places.set(partition, offset);
    }
  }
  return groups;
};

const groupsOf = (leaders: readonly Leader[]): Group[] =>
  [...Map.groupBy(leaders, ({ broker }) => brokerName(broker)).values()].flatMap((led) =>
    led[0] === undefined
      ? []
      : [{ broker: led[0].broker, partitions: led.map(({ partition }) => partition) }],
  );

interface Fetching {
  readonly topic: string;
  readonly group: Group;
  readonly places: ReadonlyMap<number, bigint>;
}

const fetchFrom = async (cluster: Cluster, { topic, group, places }: Fetching): Promise<Answer> => {
  const connection = await cluster.connection(group.broker);
  const wanted = group.partitions.map((partition) => ({ partition, from: places.get(partition) ?? 0n }));
  return { name: connection.broker, fetched: await askMessages(connection, topic, wanted) };
};
