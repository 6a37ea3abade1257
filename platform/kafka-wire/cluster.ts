import type { Socket } from 'node:net';
import { HubError } from '../../core/errors.ts';
import { brokerError } from './broker-error.ts';
import { openFrames, type KafkaConnection } from './frames.ts';
import { askTopic, type BrokerAddress, type TopicState } from './requests.ts';
import { signIn, type KafkaCredentials } from './sign-in.ts';

export interface ClusterParts {
  /** Where to begin; a cluster names its other brokers itself. */
  readonly brokers: readonly BrokerAddress[];
  /** Asked for every connection, also to brokers that the cluster named: it is here that addresses are checked. */
  readonly connect: (broker: BrokerAddress) => Promise<Socket>;
  readonly credentials: KafkaCredentials | null;
  /** Told which cluster it is before anything is read or written; throws where it must not be used. */
  readonly admit: (clusterId: string | null) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface Leader {
  readonly partition: number;
  readonly broker: BrokerAddress;
}

export interface TopicLeaders {
  /** How many partitions there are, also those that nobody leads at the moment. */
  readonly partitions: number;
  readonly leaders: readonly Leader[];
  /** Who said so. */
  readonly asked: string;
}

export interface Cluster {
  leaders(topic: string): Promise<TopicLeaders>;
  connection(broker: BrokerAddress): Promise<KafkaConnection>;
  close(): void;
}

const answerMs = 15_000;
/** Nobody keeps a topic on more, and no cluster makes the hub knock at more doors. */
const mostBrokers = 100;

export const openCluster = (parts: ClusterParts): Cluster => {
  const { connect, credentials, signal } = parts;
  const open = new Map<string, Promise<KafkaConnection>>();
  /** What a broker said it offers: asked for once. */
  let offered: readonly string[] | null = null;
  let closed = false;

  const make = async (broker: BrokerAddress): Promise<KafkaConnection> => {
    for (;;) {
      const connection = openFrames(await connect(broker), { broker: brokerName(broker), signal, answerMs });
      if (closed) connection.close();
      if (credentials === null) return connection;
      try {
        const others = await signIn(connection, credentials, offered);
        if (others === null) return connection;
        connection.close();
        offered = others;
      } catch (error) {
        connection.close();
        throw error;
      }
    }
  };

  const connection: Cluster['connection'] = (broker) => {
    const name = brokerName(broker);
    const known = open.get(name);
    if (known !== undefined) return known;
    if (open.size >= mostBrokers)
      throw new HubError('egress_failed', `The Kafka cluster names more than ${mostBrokers} brokers.`);
    const made = make(broker);
    open.set(name, made);
    made.catch(() => open.delete(name));
    return made;
  };

  /** One of those that are named may be away: another one knows the same. */
  const ask = async (topic: string): Promise<{ readonly asked: string; readonly state: TopicState }> => {
    let failure: unknown;
    for (const broker of parts.brokers) {
      const asked = brokerName(broker);
      try {
        return { asked, state: await askTopic(await connection(broker), topic) };
      } catch (error) {
        failure ??= error;
        open.delete(asked);
        if (signal.aborted) break;
      }
    }
    throw failure;
  };

  return {
    connection,
    leaders: async (topic) => {
      const { asked, state } = await ask(topic);
      await parts.admit(state.clusterId);
      if (state.error !== 0) throw brokerError(asked, topic, state.error);
      const leaders = state.partitions.flatMap(({ partition, leader }) => {
        const broker = state.brokers.get(leader);
        return broker === undefined ? [] : [{ partition, broker }];
      });
      return { asked, partitions: state.partitions.length, leaders };
    },
    close: () => {
      closed = true;
      for (const one of open.values()) one.then((made) => made.close()).catch(() => undefined);
    },
  };
};

export const brokerName = ({ host, port }: BrokerAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
