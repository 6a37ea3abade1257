import { duration, expression } from './expressions.ts';
import { fieldsOf } from './fields.ts';
import type { RetryPlan } from './model.ts';
import type { Reader } from './reading.ts';
import { isText, named } from './used.ts';
import { object, oneOf, whole } from './values.ts';

type Backoff = RetryPlan['backoff'];

const backoff: Reader<Backoff> = (spot, reading) => {
  const chosen = oneOf({ constant: object, linear: object, exponential: object })(spot, reading);
  return chosen === null ? 'constant' : (chosen.form as Backoff);
};

const jitter: Reader<RetryPlan['jitter']> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['from', 'to'], required: ['from', 'to'] });
  return {
    from: fields.read('from', duration) ?? { ms: 0 },
    to: fields.read('to', duration) ?? { ms: 0 },
  };
};

const attempts: Reader<Omit<RetryPlan['limit'], 'duration'>> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['count', 'duration'] });
  return {
    count: fields.read('count', whole(0, 1_000_000)) ?? null,
    attempt: fields.read('duration', duration) ?? null,
  };
};

const limit: Reader<RetryPlan['limit']> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['attempt', 'duration'] });
  const of = fields.read('attempt', attempts) ?? { count: null, attempt: null };
  return { ...of, duration: fields.read('duration', duration) ?? null };
};

export const retryPolicy: Reader<RetryPlan> = (spot, reading) => {
  const known = ['when', 'exceptWhen', 'delay', 'backoff', 'limit', 'jitter'];
  const fields = fieldsOf(spot, reading, { known });
  return {
    when: fields.read('when', expression) ?? null,
    exceptWhen: fields.read('exceptWhen', expression) ?? null,
    delay: fields.read('delay', duration) ?? null,
    backoff: fields.read('backoff', backoff) ?? 'constant',
    jitter: fields.read('jitter', jitter) ?? null,
    limit: fields.read('limit', limit) ?? noLimit,
  };
};

const noLimit = { count: null, attempt: null, duration: null };

/** A policy, or the name of one of `use.retries`. */
export const retry: Reader<RetryPlan | null> = (spot, reading) =>
  isText(spot)
    ? (named(spot, reading, { section: 'retries', entries: reading.used.retries }) ?? null)
    : retryPolicy(spot, reading);
