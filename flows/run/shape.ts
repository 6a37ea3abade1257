import { z } from 'zod';
import { instantText, instantTextOrNull } from '../../core/instant-text.ts';
import { idPattern } from '../../platform/ids.ts';
import { runStatuses, type RunRow } from './store-runs.ts';

export const runIdSchema = z.string().regex(idPattern('run'), 'must be an id that begins with run_');

export const faultSchema = z
  .looseObject({
    type: z.string(),
    status: z.number().int(),
    title: z.string(),
    detail: z.string().optional(),
    instance: z.string(),
  })
  .describe('What went wrong, as problem details; `instance` names the task.');

export const runSchema = z.strictObject({
  run: z.string(),
  flow: z.string(),
  version: z.number().int().nullable().describe('Null: the draft as it was then.'),
  mode: z.enum(['durable', 'fast']),
  status: z.enum(runStatuses),
  trigger: z.string().describe('`call`, `http`, `event:<type>`, `schedule`, `flow`, `test`.'),
  orderKey: z.string().nullable(),
  parent: z.string().nullable(),
  wanted: z.enum(['cancel', 'suspend']).nullable(),
  error: z
    .looseObject({})
    .nullable()
    .describe(
      'Of a run that failed: problem details. Of one that was parked: `reason`, `data`, the `task` that parked it, and as `fault` what went wrong afterwards. Of one that was cancelled: `reason`.',
    ),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  dismissed: z
    .strictObject({ at: z.iso.datetime(), by: z.string(), byName: z.string(), note: z.string() })
    .nullable()
    .describe('Who has dealt with a run that failed or was parked. A retry takes it back.'),
});

export const shownRun = (row: RunRow): z.infer<typeof runSchema> => ({
  run: row.runId,
  flow: row.flow,
  version: row.version === 0 ? null : row.version,
  mode: row.mode,
  status: row.status,
  trigger: row.trigger,
  orderKey: row.orderKey,
  parent: row.parentRun,
  wanted: row.wanted,
  error: row.error === null ? null : (JSON.parse(row.error) as Record<string, unknown>),
  startedAt: instantText(row.startedAt),
  endedAt: instantTextOrNull(row.endedAt),
  dismissed:
    row.dismissedAt === null
      ? null
      : {
          at: instantText(row.dismissedAt),
          by: row.dismissedBy ?? '',
          byName: row.dismissedByName ?? '',
          note: row.dismissedNote ?? '',
        },
});

/** `30s`, `500ms`, `2m`, or a number of seconds. */
export const waitSchema = z
  .string()
  .regex(/^\d{1,6}(ms|s|m)?$/, 'is a time such as 30s, 500ms or 2m')
  .transform((text) => {
    const amount = Number.parseInt(text, 10);
    return text.endsWith('ms') ? amount : text.endsWith('m') ? amount * 60_000 : amount * 1_000;
  })
  .pipe(z.number().max(300_000, 'must be five minutes at most'));
