import { z } from 'zod';

export const instant = z.iso.datetime({ offset: true });
export const calendarId = z
  .string()
  .min(1)
  .default('primary')
  .describe('The main calendar of the account when left out.');

const time = z
  .object({
    dateTime: instant.optional(),
    date: z.iso.date().optional().describe('Instead of `dateTime`: the whole day.'),
    timeZone: z.string().optional().describe('Europe/Berlin; needed for a series.'),
  })
  .meta({ id: 'EventTime' });

export const eventFields = {
  summary: z.string().max(1_024).optional().describe('The title.'),
  description: z.string().max(8_192).optional(),
  location: z.string().optional(),
  start: time,
  end: time.describe('The first moment that does not belong to it.'),
  attendees: z
    .array(
      z.object({ email: z.email(), displayName: z.string().optional(), optional: z.boolean().optional() }),
    )
    .max(200)
    .optional(),
  recurrence: z.array(z.string()).optional().describe('RRULE:FREQ=WEEKLY;COUNT=5'),
  reminders: z
    .object({
      useDefault: z.boolean(),
      overrides: z
        .array(z.object({ method: z.enum(['email', 'popup']), minutes: z.int().min(0).max(40_320) }))
        .max(5)
        .optional(),
    })
    .optional(),
  visibility: z.enum(['default', 'public', 'private', 'confidential']).optional(),
  transparency: z.enum(['opaque', 'transparent']).optional().describe('transparent: does not make busy.'),
  conferenceData: z.record(z.string(), z.unknown()).optional(),
  extendedProperties: z
    .object({
      private: z.record(z.string(), z.string()).optional(),
      shared: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
};

export const calendarEvent = z
  .looseObject({
    id: z.string(),
    status: z.enum(['confirmed', 'tentative', 'cancelled']).describe('cancelled: was deleted.'),
    summary: z.string().optional(),
    start: time.optional(),
    end: time.optional(),
    htmlLink: z.string().optional(),
    updated: z.string().optional(),
  })
  .meta({ id: 'Event' });

export const eventList = z.looseObject({
  items: z.array(calendarEvent),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional().describe('On the last page only.'),
});
