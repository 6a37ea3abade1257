import { HubError, isHubError } from '../../core/errors.ts';

/** Numbers of Kafka's protocol, for those that a person can do something about. */
const reasons: Readonly<Record<number, string>> = {
  1: 'the place that was read from is gone',
  2: 'a message is damaged',
  3: 'it has no such topic',
  5: 'the partition has no leader at the moment',
  6: 'another broker leads the partition now',
  7: 'it took too long',
  10: 'the message is larger than it takes',
  17: 'this is no name of a topic',
  18: 'the message is larger than a segment of it',
  19: 'not enough replicas are in sync',
  20: 'not enough replicas are in sync',
  29: 'these credentials may not use the topic',
  31: 'these credentials may not use the cluster',
  87: 'the topic does not take such a message: perhaps it needs a key',
};

/** Somebody else leads the partition, or nobody: what was asked was not done, and is worth asking again. */
const elsewhere: ReadonlySet<number> = new Set([5, 6, 74, 75, 76, 100]);

export const isElsewhere = (thrown: unknown): boolean =>
  isHubError(thrown, 'upstream_unavailable') && elsewhere.has(Number(thrown.details['kafkaError']));

const forbidden: ReadonlySet<number> = new Set([29, 31]);
const lasting: ReadonlySet<number> = new Set([3, 10, 17, 18, 87]);

export const noLeader = 5;

export const brokerError = (broker: string, topic: string, error: number): HubError => {
  const reason = reasons[error] ?? `error ${error} of Kafka's protocol`;
  const code = forbidden.has(error) || lasting.has(error) ? 'upstream_failed' : 'upstream_unavailable';
  return new HubError(code, `The Kafka broker ${broker} refuses the topic "${topic}": ${reason}.`, {
    details: {
      kafkaError: error,
      status: forbidden.has(error) ? 403 : code === 'upstream_failed' ? 400 : 503,
    },
  });
};
