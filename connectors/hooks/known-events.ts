import { z } from 'zod';
import type { JsonSchema } from '../../core/connector.ts';
import type { Tx } from '../../platform/db/open.ts';
import { eventName } from '../event-name.ts';
import { eventsSchema, type EventRules } from './events.ts';
import {
  declaredEvents,
  hooksWithEvents,
  pollersWithEvents,
  receivedTypes,
  type DeclaredEvents,
  type EventPoller,
  type EventsWanted,
} from './store-known-events.ts';

/** An event of the space as somebody who waits for it names it. */
export interface KnownEvent {
  readonly type: string;
  readonly connector: string;
  /** Of the connector. */
  readonly title: string;
  readonly summary: string;
  readonly origin: 'webhook' | 'poller';
  /** Endpoints and pollers that it comes by. None: nothing brings it yet. */
  readonly by: readonly { readonly kind: 'hook' | 'poller'; readonly id: string; readonly name: string }[];
  readonly lastAt: Date | null;
  /** Of what the provider sends. */
  readonly schema: JsonSchema | null;
  readonly poller: EventPoller | null;
}

/** What the connectors' versions say, what has come, and what pollers tell: each type once. */
export const knownEvents = async (tx: Tx, spaceId: string, wanted: EventsWanted): Promise<KnownEvent[]> => {
  const declared = await declaredEvents(tx, spaceId, wanted);
  const hooks = await hooksWithEvents(tx, spaceId, wanted);
  const pollers = await pollersWithEvents(tx, spaceId, wanted);
  const received = await receivedTypes(tx, spaceId, wanted);
  const titles = new Map(declared.map(({ connector, title }) => [connector, title]));
  const titleOf = (connector: string): string => titles.get(connector) ?? connector;
  const found = new Map<string, KnownEvent>();

  for (const one of declared) {
    const mine = hooks.filter(({ connector }) => connector === one.connector);
    const rules = mine[0]?.events ?? rulesByCode(one);
    for (const { name, summary, schema = null } of one.events) {
      const type = `${one.connector}.${typeName(name, rules)}`;
      found.set(type, {
        ...{ type, connector: one.connector, title: one.title, summary, origin: 'webhook', schema },
        by: mine.map(({ id, name: called }) => ({ kind: 'hook', id, name: called })),
        ...{ lastAt: null, poller: null },
      });
    }
  }
  const byId = new Map(hooks.map((hook) => [hook.id, hook]));
  for (const { endpointId, type, at } of received) {
    const hook = byId.get(endpointId);
    if (hook === undefined) continue;
    const { id, name, connector } = hook;
    const before = found.get(type);
    const others = (before?.by ?? []).filter((one) => one.id !== id);
    found.set(type, {
      ...{
        type,
        connector,
        title: titleOf(connector),
        summary: '',
        origin: 'webhook',
        schema: null,
        poller: null,
      },
      ...before,
      by: [...others, { kind: 'hook', id, name }],
      lastAt: before?.lastAt != null && before.lastAt > at ? before.lastAt : at,
    });
  }
  for (const poller of pollers) {
    const { id, name, connector, tracking } = poller;
    const type = `${connector}.${tracking.event}`;
    const before = found.get(type);
    found.set(type, {
      ...{ type, connector, title: titleOf(connector), summary: name, schema: null, lastAt: null },
      ...before,
      ...{ origin: before?.origin ?? 'poller', poller: before?.poller ?? poller },
      by: [...(before?.by ?? []), { kind: 'poller', id, name }],
    });
  }
  return [...found.values()].sort((one, other) => (one.type < other.type ? -1 : 1));
};

/** As an endpoint would call it. */
const typeName = (name: string, { names, fallback }: EventRules): string => {
  const other = Object.hasOwn(names, name) ? names[name] : undefined;
  return eventName(other ?? name) || fallback;
};

const saidByCode = z.object({ events: eventsSchema.optional() });

const rulesByCode = ({ webhook }: DeclaredEvents): EventRules => {
  const { data } = saidByCode.safeParse(webhook);
  return data?.events ?? eventsSchema.parse({});
};
