import { instantText, instantTextOrNull } from '../../../core/instant-text.ts';
import { z } from 'zod';
import { idPattern } from '../../../platform/ids.ts';
import { connectionId } from '../../auth/shape.ts';
import { connectorNameSchema, operationNameSchema } from '../../shapes.ts';
import { scheduleSchema } from './schedule.ts';
import { pollerStates, type PollerRow } from './store-pollers.ts';
import { trackingSchema } from './tracking.ts';

export const pollerId = z.string().regex(idPattern('pol'), 'must be an id that begins with pol_');

export const pollerInputSchema = z
  .record(z.string(), z.unknown())
  .refine((input) => JSON.stringify(input).length <= 65_536, 'must have at most 64 KB');

const instant = z.iso.datetime();

export const pollerSchema = z.strictObject({
  id: pollerId,
  connector: connectorNameSchema,
  operation: operationNameSchema,
  connectionId: connectionId.nullable().describe('Null: the default one of the connector.'),
  name: z.string(),
  input: pollerInputSchema,
  schedule: scheduleSchema,
  tracking: trackingSchema,
  state: z
    .enum([...pollerStates, 'failing'])
    .describe('`failing`: active, and the last run did not succeed.'),
  begun: z.boolean().describe('Whether it has found where it begins.'),
  failures: z.number().int().describe('How often it has failed in a row.'),
  lastError: z.string().nullable(),
  nextAt: instant.nullable(),
  lastRunAt: instant.nullable(),
  lastEventAt: instant.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});

export const shownPoller = (row: PollerRow): z.input<typeof pollerSchema> => ({
  ...{ id: row.pollerId, connector: row.connector, operation: row.operation, connectionId: row.connectionId },
  ...{ name: row.name, input: { ...row.input }, schedule: row.schedule, tracking: row.tracking },
  state: row.state === 'active' && row.failures > 0 ? 'failing' : row.state,
  begun: row.cursor !== null,
  ...{ failures: row.failures, lastError: row.lastError, createdBy: row.createdBy },
  nextAt: row.state === 'active' ? instantTextOrNull(row.nextAt) : null,
  lastRunAt: instantTextOrNull(row.lastRunAt),
  lastEventAt: instantTextOrNull(row.lastEventAt),
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});
