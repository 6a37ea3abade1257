import { block, int16, int32, int64, int8, list, nothing, text } from './bytes.ts';
import type { KafkaConnection } from './frames.ts';

/** What the hub asks of a broker, in versions that Kafka has had since 2.1 and still has in 4. */

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

export interface TopicState {
  readonly clusterId: string | null;
  readonly error: number;
  readonly brokers: ReadonlyMap<number, BrokerAddress>;
  readonly partitions: readonly PartitionState[];
}

export interface PartitionState {
  readonly error: number;
  readonly partition: number;
  readonly leader: number;
}

/** No topic is made by asking for it. */
const makeNone = int8(0);

export const askTopic = async (connection: KafkaConnection, topic: string): Promise<TopicState> => {
  const body = Buffer.concat([list(text(topic)), makeNone]);
  const answer = await connection.ask({ api: 3, version: 4, body });
  answer.int32();
  const brokers = answer.list(() => {
    const [node, host, port] = [answer.int32(), answer.text(), answer.int32()];
    answer.textOrNull();
    return [node, { host, port }] as const;
  });
  const clusterId = answer.textOrNull();
  answer.int32();
  const topics = answer.list(() => {
    const [error, name] = [answer.int16(), answer.text()];
    answer.int8();
    const partitions = answer.list(() => {
      const state = { error: answer.int16(), partition: answer.int32(), leader: answer.int32() };
      answer.list(() => answer.int32());
      answer.list(() => answer.int32());
      return state;
    });
    return { error, name, partitions };
  });
  const found = topics.find(({ name }) => name === topic);
  return {
    ...{ clusterId, brokers: new Map(brokers) },
    error: found?.error ?? unknownTopic,
    partitions: found?.partitions ?? [],
  };
};

const unknownTopic = 3;

export interface PartitionOffset {
  readonly partition: number;
  readonly error: number;
  readonly offset: bigint;
}

const latest = -1n;

/** Where the next message of each partition will stand. */
export const askEnds = async (
  connection: KafkaConnection,
  topic: string,
  partitions: readonly number[],
): Promise<PartitionOffset[]> => {
  const wanted = partitions.map((partition) => Buffer.concat([int32(partition), int64(latest)]));
  const body = Buffer.concat([noReplica, uncommittedToo, oneTopic(topic, wanted)]);
  const answer = await connection.ask({ api: 2, version: 2, body });
  answer.int32();
  return answer
    .list(() => {
      answer.text();
      return answer.list(() => {
        const [partition, error] = [answer.int32(), answer.int16()];
        answer.int64();
        return { partition, error, offset: answer.int64() };
      });
    })
    .flat();
};

const noReplica = int32(-1);
const uncommittedToo = int8(0);

const oneTopic = (topic: string, partitions: readonly Buffer[]): Buffer =>
  list(Buffer.concat([text(topic), list(...partitions)]));

export interface Wanted {
  readonly partition: number;
  readonly from: bigint;
}

export interface Fetched {
  readonly partition: number;
  readonly error: number;
  readonly records: Buffer;
}

const mostWaitMs = 500;
const mostFetched = 2 * 1024 * 1024;
const mostOfOne = 512 * 1024;

/** Messages from there on, as soon as there are some. */
export const askMessages = async (
  connection: KafkaConnection,
  topic: string,
  wanted: readonly Wanted[],
): Promise<Fetched[]> => {
  const partitions = wanted.map(({ partition, from }) =>
    Buffer.concat([int32(partition), int32(-1), int64(from), int64(-1n), int32(mostOfOne)]),
  );
  const body = Buffer.concat([
    ...[noReplica, int32(mostWaitMs), int32(1), int32(mostFetched), uncommittedToo],
    // No session: each request says all.
    ...[int32(0), int32(-1), oneTopic(topic, partitions), list()],
  ]);
  const answer = await connection.ask({ api: 1, version: 10, body });
  answer.int32();
  const error = answer.int16();
  answer.int32();
  if (error !== 0) return wanted.map(({ partition }) => ({ partition, error, records: empty }));
  return answer
    .list(() => {
      answer.text();
      return answer.list(() => {
        const [partition, failed] = [answer.int32(), answer.int16()];
        answer.bytes(3 * 8);
        answer.list(() => answer.bytes(2 * 8));
        return { partition, error: failed, records: answer.block() ?? empty };
      });
    })
    .flat();
};

const empty = Buffer.alloc(0);
const byAllReplicas = int16(-1);
const writeMs = 10_000;

export interface Writing {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

/** Answered when all replicas in sync have it. */
export const askToWrite = async (
  connection: KafkaConnection,
  { topic, partition, batch }: Writing,
): Promise<{ readonly error: number; readonly offset: bigint }> => {
  const records = Buffer.concat([int32(partition), block(batch)]);
  const body = Buffer.concat([nothing(), byAllReplicas, int32(writeMs), oneTopic(topic, [records])]);
  const answer = await connection.ask({ api: 0, version: 7, body });
  const [first] = answer
    .list(() => {
      answer.text();
      return answer.list(() => {
        answer.int32();
        const [error, offset] = [answer.int16(), answer.int64()];
        answer.bytes(2 * 8);
        return { error, offset };
      });
    })
    .flat();
  return first ?? { error: unknownTopic, offset: -1n };
};

export const askMechanism = async (
  connection: KafkaConnection,
  mechanism: string,
): Promise<{ readonly error: number; readonly offered: readonly string[] }> => {
  const answer = await connection.ask({ api: 17, version: 1, body: text(mechanism) });
  return { error: answer.int16(), offered: answer.list(() => answer.text()) };
};

export const askToAuthenticate = async (
  connection: KafkaConnection,
  said: Buffer,
): Promise<{ readonly error: number; readonly reason: string | null; readonly answer: Buffer }> => {
  const answer = await connection.ask({ api: 36, version: 0, body: block(said) });
  return { error: answer.int16(), reason: answer.textOrNull(), answer: answer.block() ?? empty };
};
