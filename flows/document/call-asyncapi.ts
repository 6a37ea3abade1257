import { externalResource } from './addresses.ts';
import { authentication } from './authentication.ts';
import { duration, expression } from './expressions.ts';
import { fieldsOf } from './fields.ts';
import { iterator } from './kind-blocks.ts';
import type { SubscriptionPlan, Template } from './model.ts';
import { complain, type Reader } from './reading.ts';
import { choice, object, shape, someText, whole } from './values.ts';
import { isFields } from './words.ts';

const known = [
  'document',
  'channel',
  'operation',
  'server',
  'protocol',
  'message',
  'subscription',
  'authentication',
];

const protocol = choice(
  ...['amqp', 'amqp1', 'anypointmq', 'googlepubsub', 'http', 'ibmmq', 'jms', 'kafka', 'mercure', 'mqtt'],
  ...['mqtt5', 'nats', 'pulsar', 'redis', 'sns', 'solace', 'sqs', 'stomp', 'ws'],
);

const plain: Readonly<Record<string, Reader<unknown>>> = {
  document: externalResource,
  channel: someText,
  operation: someText,
  server: shape({ name: someText, variables: object }, 'name'),
  protocol,
  message: shape({ payload: object, headers: object }),
  authentication,
};

export interface AsyncApiCall {
  readonly with: Readonly<Record<string, Template>>;
  readonly subscription?: SubscriptionPlan;
}

export const asyncApiCall: Reader<AsyncApiCall> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known, required: ['document'] });
  if (isFields(spot.value)) {
    for (const pair of [
      ['operation', 'channel'],
      ['message', 'subscription'],
    ]) {
      const given = pair.filter(fields.has);
      const both = pair.map((name) => `"${name}"`);
      if (given.length === 0) complain(spot, reading, `One of ${both.join(' and ')} is missing.`);
      if (given.length > 1) complain(spot, reading, `There can be only one of ${both.join(' and ')}.`);
    }
  }
  const entries = Object.entries(plain).map(([name, reader]) => [name, fields.read(name, reader)] as const);
  const subscription = fields.read('subscription', subscriptionPlan);
  return {
    with: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    ...(subscription !== undefined && { subscription }),
  };
};

type Consumption = Omit<SubscriptionPlan, 'filter' | 'foreach'>;

const consumption: Reader<Consumption> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['for', 'amount', 'while', 'until'] });
  const ends = ['amount', 'while', 'until'].filter(fields.has);
  if (isFields(spot.value) && ends.length !== 1) {
    const found =
      ends.length === 0 ? 'none is here' : `here are ${ends.map((name) => `"${name}"`).join(' and ')}`;
    complain(
      spot,
      reading,
      `It takes one of "amount", "while" and "until" to end the subscription; ${found}.`,
    );
  }
  return {
    for: fields.read('for', duration) ?? null,
    amount: fields.read('amount', whole(1, 1_000_000)) ?? null,
    while: fields.read('while', marked) ?? null,
    until: fields.read('until', marked) ?? null,
  };
};

const subscriptionPlan: Reader<SubscriptionPlan> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['filter', 'consume', 'foreach'], required: ['consume'] });
  const nothing = { for: null, amount: null, while: null, until: null };
  return {
    filter: fields.read('filter', marked) ?? null,
    ...(fields.read('consume', consumption) ?? nothing),
    foreach: fields.read('foreach', iterator) ?? null,
  };
};

/** The standard asks for the `${ }` here. */
const marked: Reader<string> = (spot, reading) => {
  const source = expression(spot, reading);
  if (typeof spot.value === 'string' && !/^\s*\$\{.+\}\s*$/s.test(spot.value)) {
    complain(spot, reading, `Write this expression as "\${ ${source.slice(0, 60)} }".`);
  }
  return source;
};
