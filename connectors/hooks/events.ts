import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Fact } from '../../core/event.ts';
import { eventName } from '../event-name.ts';
import type { Arrival } from './arrival.ts';
import { valueAtSource } from './sources.ts';
import { sourceSchema, type Source, type Verification } from './verification.ts';

/** What an endpoint makes of a webhook: the name, the id and the order of its events, as data. */
export const eventsSchema = z.strictObject({
  name: z
    .array(sourceSchema)
    .max(3)
    .default([])
    .describe(
      'Where the name of the event stands; several are joined by a dot, and what is missing is left out.',
    ),
  names: z
    .record(z.string().max(200), z.string().min(1).max(100))
    .default({})
    .describe('Other names for some of them.'),
  fallback: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/, 'is a name such as order.paid')
    .max(100)
    .default('received'),
  id: sourceSchema
    .optional()
    .describe(
      'Where the sender puts what stays the same when it sends again; else the body stands for itself.',
    ),
  key: sourceSchema.optional().describe('Events with the same value reach subscribers in their order.'),
});
export type EventRules = z.infer<typeof eventsSchema>;

/** A webhook that was taken: what is remembered of it, and what is told. */
export interface Receipt {
  readonly endpointId: string;
  /** The same for every delivery of the same event. */
  readonly eventKey: string;
  readonly bytes: number;
  readonly fact: Fact;
}

export interface Naming {
  readonly endpointId: string;
  readonly connector: string;
  readonly connectionId: string | null;
  readonly events: EventRules;
  readonly verification: Verification;
}

export const receiptOf = (arrival: Arrival, naming: Naming): Receipt => {
  const { endpointId, connector, connectionId, events } = naming;
  const key = events.key === undefined ? undefined : valueAtSource(events.key, arrival);
  return {
    endpointId,
    eventKey: keyOf(arrival, naming),
    bytes: arrival.body.length,
    fact: {
      type: `${connector}.${nameOf(arrival, events)}`,
      data: {
        ...{ endpointId, connectionId },
        body: arrival.content().value,
        headers: safeHeaders(arrival, events),
      },
      ...(key === undefined ? {} : { key: `${endpointId} ${short(key)}` }),
    },
  };
};

const nameOf = (arrival: Arrival, rules: EventRules): string => {
  const said = rules.name
    .map((source) => valueAtSource(source, arrival))
    .filter((part) => part !== undefined)
    .join('.');
  const mapped = Object.hasOwn(rules.names, said) ? rules.names[said] : undefined;
  const name = eventName(mapped ?? said);
  return name === '' ? rules.fallback : name;
};

const keyOf = (arrival: Arrival, { events, verification }: Naming): string => {
  const id = events.id === undefined ? undefined : valueAtSource(events.id, arrival);
  if (id !== undefined) return short(id);
  // The time tells two webhooks of the same words apart; of one that is sent again it may be another.
  const timed = verification.scheme === 'hmac' || verification.scheme === 'public-key';
  const source = timed ? verification.timestamp : undefined;
  const time = source === undefined ? '' : (valueAtSource(source, arrival) ?? '');
  return `sha256:${hash('sha256', Buffer.concat([Buffer.from(`${time}\n`), arrival.body]), 'base64url')}`;
};

/** As it is when it is short and plain, else what stands for it. */
const short = (id: string): string =>
  /^[\x21-\x7e]{1,120}$/.test(id) && !id.startsWith('sha256:')
    ? id
    : `sha256:${hash('sha256', id, 'base64url')}`;

/** No header that could hold a signature or a token. */
const safeHeaders = (arrival: Arrival, events: EventRules): Record<string, string> => {
  const sources: (Source | undefined)[] = [...events.name, events.id, events.key];
  const names = sources.flatMap((source) =>
    source !== undefined && 'header' in source && source.field === undefined ? [source.header] : [],
  );
  const headers: Record<string, string> = {};
  for (const name of ['content-type', 'user-agent', ...names]) {
    const value = arrival.header(name);
    if (value !== undefined) headers[name] = value.slice(0, 500);
  }
  return headers;
};
