import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { retryIdSchema, retrySchema, shownRetry } from '../../retries/shape.ts';
import {
  cancelRetry as cancel,
  getRetry as readRetry,
  listRetries as readRetries,
  refusalsOf,
  retrySorts,
  retryStatuses,
} from '../../retries/store.ts';

const mostRefusals = 50;

export const listRetries = () =>
  hubOperation({
    name: 'retries.list',
    summary: 'Retries of many runs, the newest first',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/retries' },
    input: listInput(retrySorts, { status: z.enum(retryStatuses).optional() }),
    output: page(retrySchema),
    run: async (list, { tx, spaceId }) => {
      const { items, next } = await readRetries(tx, spaceId, list);
      return { items: items.map(shownRetry), next };
    },
  });

export const getRetry = () =>
  hubOperation({
    name: 'retries.get',
    summary: 'How far a retry of many runs is',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/retries/{retry}' },
    input: z.strictObject({ retry: retryIdSchema }),
    output: z.strictObject({
      ...retrySchema.shape,
      refusals: z
        .array(z.strictObject({ run: z.string(), reason: z.string() }))
        .describe(`The first ${mostRefusals} of those that could not be retried, and why.`),
    }),
    run: async ({ retry }, { tx, spaceId }) => ({
      ...shownRetry(await readRetry(tx, spaceId, retry)),
      refusals: await refusalsOf(tx, spaceId, { retryId: retry, limit: mostRefusals }),
    }),
  });

export const cancelRetry = () =>
  hubOperation({
    name: 'retries.cancel',
    summary: 'Stop a retry of many runs',
    description: 'Runs that go on already go on; those that are left stay as they are.',
    access: 'flows.run',
    http: { method: 'POST', path: '/api/retries/{retry}/cancel' },
    hints: { idempotent: true },
    input: z.strictObject({ retry: retryIdSchema }),
    output: retrySchema,
    run: async ({ retry }, context) => {
      const { tx, spaceId, caller } = context;
      await cancel(tx, spaceId, { retryId: retry, byName: 'name' in caller ? caller.name : '' });
      const row = await readRetry(tx, spaceId, retry);
      context.audit(retry, { retried: row.retried, total: row.total });
      return shownRetry(row);
    },
  });
