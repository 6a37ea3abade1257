import type { KafkaRecord } from '../../../platform/kafka-wire/records.ts';
import { taskFault } from '../../engine/fault.ts';
import { asText, isFields, wrong, type Fields } from '../given.ts';
import { payloadOf } from './consume.ts';
import type { InboundMessage } from './message.ts';

/** The DSL has no place for the key of a record: it goes and comes as this header. Records of one key keep their order. */
const keyHeader = 'kafka-key';
const idempotencyHeader = 'idempotency-key';

/** As clients of Kafka have it. */
const mostBytes = 1024 * 1024;

export const recordFrom = (message: Fields, idempotencyKey: string): KafkaRecord => {
  const { payload } = message;
  const given = message['headers'] ?? {};
  if (!isFields(given)) throw wrong('message.headers', given, 'an object');
  const headers = new Map<string, string>([[idempotencyHeader, idempotencyKey]]);
  for (const [name, value] of Object.entries(given)) {
    const text = asText(value);
    if (text !== undefined) headers.set(name, text);
  }
  const key = headers.get(keyHeader);
  headers.delete(keyHeader);
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
  const value = Buffer.from(text, 'utf8');
  if (value.length > mostBytes)
    throw taskFault(
      'configuration',
      `The message is ${value.length} bytes long; a topic takes ${mostBytes}. Send where it is to be found instead.`,
    );
  return {
    key: key === undefined ? null : Buffer.from(key, 'utf8'),
    value,
    headers: [...headers].map(([name, one]) => [name, Buffer.from(one, 'utf8')]),
  };
};

/** A record without a value says that there is nothing under its key any more. */
export const inboundOf = ({ key, value, headers }: KafkaRecord): InboundMessage => {
  const read = Object.fromEntries([
    ...headers.map(([name, one]) => [name, one?.toString('utf8') ?? ''] as const),
    ...(key === null ? [] : [[keyHeader, key.toString('utf8')] as const]),
  ]);
  return {
    payload: value === null ? null : payloadOf(value.toString('utf8')),
    ...(Object.keys(read).length > 0 && { headers: read }),
  };
};
