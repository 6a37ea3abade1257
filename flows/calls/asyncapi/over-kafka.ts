import type { Clock } from '../../../core/ports.ts';
import { HubError, isHubError } from '../../../core/errors.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { brokerName, openCluster, type Cluster } from '../../../platform/kafka-wire/cluster.ts';
import { receive } from '../../../platform/kafka-wire/receive.ts';
import type { BrokerAddress } from '../../../platform/kafka-wire/requests.ts';
import { send } from '../../../platform/kafka-wire/send.ts';
import { taskFault } from '../../engine/fault.ts';
import type { Authorise } from '../auth/authorise.ts';
import type { FunctionAnswer, FunctionCall } from '../function-call.ts';
import { fieldsIn } from '../given.ts';
import { asFault } from '../http/fault.ts';
import { consume, subscriptionOf } from './consume.ts';
import { kafkaAccess } from './kafka-credentials.ts';
import { inboundOf, recordFrom } from './kafka-message.ts';
import type { InboundMessage } from './message.ts';
import type { OwnKafka } from './own-kafka.ts';
import type { Target } from './target.ts';

export interface KafkaCallParts {
  readonly egress: Egress;
  readonly authorise: Authorise;
  readonly clock: Clock;
  readonly ownKafka: OwnKafka | null;
}

/** A channel is a topic. Brokers are called as all else is: those of the document, and those that the cluster names. */
export const openKafkaCall =
  (parts: KafkaCallParts) =>
  async (call: FunctionCall, target: Target): Promise<FunctionAnswer> => {
    const place = placeOf(target);
    const message = call.with['message'];
    try {
      if (message === undefined || message === null) {
        const messages = await consume(call, subscriptionOf(call), (limited) =>
          subscribe(parts, place, limited),
        );
        return { output: messages };
      }
      const record = recordFrom(fieldsIn(call.with, 'message'), call.idempotencyKey);
      const { cluster, shown } = await openFor(parts, place, call);
      try {
        const { topic } = place;
        const { partition, offset } = await send(cluster, {
          ...{ topic, record, at: parts.clock.now(), signal: call.signal },
        });
        const output = { topic, partition, offset: Number(offset) };
        return { output, ...(shown !== undefined && { authorization: shown }) };
      } finally {
        cluster.close();
      }
    } catch (error) {
      throw kafkaFault(error);
    }
  };

/** What a broker refuses, in the words of the DSL. */
const kafkaFault = (error: unknown): unknown => {
  if (!isHubError(error, 'upstream_failed') && !isHubError(error, 'upstream_unavailable'))
    return asFault(error);
  const status = Number(error.details['status'] ?? 502);
  const kind = status === 401 ? 'authentication' : status === 403 ? 'authorization' : 'communication';
  return taskFault(kind, error.message, { cause: error, status, retryable: error.retryable });
};

async function* subscribe(
  parts: KafkaCallParts,
  place: Place,
  call: FunctionCall,
): AsyncGenerator<InboundMessage> {
  const { cluster } = await openFor(parts, place, call);
  try {
    for await (const record of receive(cluster, { topic: place.topic, signal: call.signal }))
      yield inboundOf(record);
  } finally {
    cluster.close();
  }
}

interface Place {
  readonly brokers: readonly BrokerAddress[];
  readonly topic: string;
  readonly secure: boolean;
  readonly security: readonly string[];
}

const usualPort = 9092;

const placeOf = ({ protocol, host, channel, security }: Target): Place => {
  const topic = channel;
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(topic) || topic === '.' || topic === '..')
    throw taskFault(
      'configuration',
      `"${topic.slice(0, 100)}" is no name of a topic: letters, digits, ".", "_" and "-" can stand there.`,
    );
  const brokers = host.split(',').map((one) => {
    const url = URL.parse(`kafka://${one.trim()}`);
    if (url === null || url.hostname === '' || url.username !== '' || !/^\/?$/.test(url.pathname))
      throw taskFault('configuration', `"${one.slice(0, 100)}" is no broker: write host:port.`);
    const port = url.port === '' ? usualPort : Number(url.port);
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port };
  });
  return { brokers, topic, secure: protocol === 'kafka-secure', security };
};

const openFor = async ({ egress, authorise, ownKafka }: KafkaCallParts, place: Place, call: FunctionCall) => {
  const { credentials, tls, shown } = await kafkaAccess(authorise, call, place.security);
  const { signal } = call;
  const scheme = place.secure ? 'https' : 'http';
  const cluster: Cluster = openCluster({
    ...{ brokers: place.brokers, credentials, signal },
    connect: (broker) =>
      egress.connect({
        ...{ url: `${scheme}://${brokerName(named(broker))}`, protocols: [], signal },
        ...(tls === undefined ? {} : { tls }),
        ...(ownKafka === null ? {} : { never: ownKafka.brokers }),
      }),
    admit: async (clusterId) => {
      if (ownKafka === null || clusterId !== (await ownKafka.clusterId())) return;
      throw new HubError(
        'egress_refused',
        'The hub does not let flows use the Kafka cluster that carries its own events. Use another one.',
        { details: { host: place.brokers[0]?.host } },
      );
    },
  });
  return { cluster, shown };
};

/** What a cluster calls its brokers is a stranger's text: nothing but a name or an address gets into a URL. */
const named = (broker: BrokerAddress): BrokerAddress => {
  const { host, port } = broker;
  if (/^[A-Za-z0-9._-]{1,253}$|^[0-9A-Fa-f:.]{2,45}$/.test(host) && port > 0 && port < 65_536) return broker;
  throw new HubError('egress_refused', 'The Kafka cluster names a broker by something that is no address.', {
    details: { host: host.slice(0, 100) },
  });
};
