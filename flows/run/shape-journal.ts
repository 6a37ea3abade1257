import { z } from 'zod';
import { instantTextOrNull } from '../../core/instant-text.ts';
import type { ShownJournalRow } from './store-journal-view.ts';
import type { WaitRow } from './store-watch.ts';

export const entrySchema = z.strictObject({
  seq: z.number().int(),
  kind: z
    .enum([
      ...(['task', 'skipped', 'faulted', 'done', 'failed', 'due', 'arrived', 'cancel', 'undone'] as const),
      ...(['begun', 'suspended', 'resumed'] as const),
    ])
    .describe(
      '`task`: done by the run itself; `done`, `failed`: what a call gave; `undone`: taken back by a retry; `begun`, `suspended`, `resumed`: of the run as a whole.',
    ),
  key: z.string().describe('The task, with its iterations and attempts.'),
  place: z.string().describe('JSON pointer into the document.'),
  body: z.unknown(),
  cut: z.number().int().optional().describe('The body has so many bytes and was left out.'),
  beganAt: z.iso.datetime(),
  at: z.iso.datetime(),
});

export const shownEntry = (row: ShownJournalRow): z.infer<typeof entrySchema> => ({
  seq: row.seq,
  kind: entrySchema.shape.kind.parse(row.kind.startsWith('undone') ? 'undone' : row.kind),
  key: row.key,
  place: row.taskPlace,
  body: JSON.parse(row.body) as unknown,
  ...(row.cut > 0 && { cut: row.cut }),
  beganAt: new Date(row.began).toISOString(),
  at: new Date(row.at).toISOString(),
});

/** What a parked run waits for. */
export const shownWait = ({ key, dueAt, eventType, subject }: WaitRow) => ({
  key,
  dueAt: instantTextOrNull(dueAt),
  eventType,
  subject,
});
