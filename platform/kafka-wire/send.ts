import { brokerError, isElsewhere, noLeader } from './broker-error.ts';
import type { Cluster } from './cluster.ts';
import { partitionOf } from './partition.ts';
import { pauseFor } from './pause-for.ts';
import { batchOf, type KafkaRecord } from './records.ts';
import { askToWrite } from './requests.ts';

export interface Sending {
  readonly topic: string;
  readonly record: KafkaRecord;
  readonly at: Date;
  readonly signal: AbortSignal;
}

export interface Sent {
  readonly partition: number;
  readonly offset: bigint;
}

const mostTries = 5;
const pauseMs = 200;

/** Resolves when all replicas in sync have it. It is sent again only where it is certain that it was not written. */
export const send = async (cluster: Cluster, sending: Sending): Promise<Sent> => {
  const batch = batchOf(sending.record, sending.at);
  for (let tries = 1; ; tries++) {
    try {
      return await sendOnce(cluster, sending, batch);
    } catch (error) {
      if (tries === mostTries || !isElsewhere(error)) throw error;
      await pauseFor(pauseMs * tries, sending.signal);
    }
  }
};

const sendOnce = async (cluster: Cluster, { topic, record }: Sending, batch: Buffer): Promise<Sent> => {
  const { asked, partitions, leaders } = await cluster.leaders(topic);
  const wanted = record.key === null ? null : partitionOf(record.key, Math.max(1, partitions));
  const fitting = leaders.filter(({ partition }) => wanted === null || partition === wanted);
  const leader = fitting[Math.floor(Math.random() * fitting.length)];
  if (leader === undefined) throw brokerError(asked, topic, noLeader);
  const { partition } = leader;
  const connection = await cluster.connection(leader.broker);
  const { error, offset } = await askToWrite(connection, { topic, partition, batch });
  if (error !== 0) throw brokerError(connection.broker, topic, error);
  return { partition, offset };
};
