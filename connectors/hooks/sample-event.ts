import { sampleOf } from '../../core/schema/sample.ts';
import { schemaSet } from '../../core/schema/schema-set.ts';
import type { Tx } from '../../platform/db/open.ts';
import { findOperation } from '../store-versions.ts';
import { findConnector } from '../store-connectors.ts';
import { valueAt } from '../wire/value-at.ts';
import type { KnownEvent } from './known-events.ts';
import { definitionsOf, type EventPoller } from './store-known-events.ts';

/** Data of an event as a flow would be given it, made of what the connector says of it. */
export const sampleData = async (tx: Tx, spaceId: string, event: KnownEvent): Promise<unknown> => {
  const { schema, poller, connector, by } = event;
  if (poller !== null && event.origin === 'poller')
    return { pollerId: poller.id, item: await sampleItem(tx, spaceId, poller) };
  const definitions = schema === null ? {} : await definitionsOf(tx, spaceId, connector);
  return {
    endpointId: by.find(({ kind }) => kind === 'hook')?.id ?? 'whk_example',
    connectionId: null,
    body: schema === null ? {} : sampleOf(schemaSet(definitions), schema),
    headers: { 'content-type': 'application/json' },
  };
};

/** One of those that the poller would find in an answer of its operation. */
const sampleItem = async (tx: Tx, spaceId: string, poller: EventPoller): Promise<unknown> => {
  const { connector, operation, tracking } = poller;
  const version = (await findConnector(tx, spaceId, connector))?.version ?? null;
  if (version === null) return {};
  const plan = await findOperation(tx, spaceId, { name: connector, version, operation });
  if (plan?.output === undefined) return {};
  const definitions = await definitionsOf(tx, spaceId, connector);
  const answer = sampleOf(schemaSet(definitions), plan.output, { maxDepth: 5 });
  const items = valueAt(answer, tracking.items);
  return Array.isArray(items) ? ((items[0] as unknown) ?? {}) : {};
};
