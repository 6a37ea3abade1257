import { z } from 'zod';
import { defineConnector } from '../../define/define-connector.ts';
import { operation } from '../../define/operation.ts';
import { calendarEvent, calendarId, eventFields, eventList, instant } from './events.ts';
import { syncEvents } from './sync-events.ts';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;
const [readEvents, writeEvents, readCalendars, freeBusy] = [
  scope('calendar.events.readonly'),
  scope('calendar.events'),
  scope('calendar.calendarlist.readonly'),
  scope('calendar.freebusy'),
] as const;

const eventId = z.string().min(1).max(1_024);
const sendUpdates = z
  .enum(['all', 'externalOnly', 'none'])
  .optional()
  .describe('Who of the guests hears of it; nobody when left out.');
const conferenceDataVersion = z
  .int()
  .min(0)
  .max(1)
  .optional()
  .describe('1: `conferenceData` counts, which makes a Meet link.');
const inQuery = { sendUpdates: { in: 'query' }, conferenceDataVersion: { in: 'query' } } as const;

export default defineConnector({
  name: 'google-calendar',
  title: 'Google Calendar',
  version: '1.0.0',
  description: 'Events and free times of calendars.',
  servers: [{ url: 'https://www.googleapis.com/calendar/v3' }],
  auth: {
    oauth: {
      type: 'oauth2',
      description: 'An OAuth client of the type "Web application" of a Google Cloud project.',
      grants: {
        authorizationCode: {
          // Without these two, Google gives no refresh token, or only the first time.
          authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent',
          tokenUrl: 'https://oauth2.googleapis.com/token',
          scopes: {
            [writeEvents]: 'See and change events',
            [readEvents]: 'See events',
            [readCalendars]: 'See which calendars there are',
            [freeBusy]: 'See when somebody is busy',
          },
        },
      },
    },
  },
  settings: { testOperation: 'listCalendars' },
  operations: {
    listCalendars: operation({
      summary: 'The calendars of the account',
      method: 'GET',
      path: '/users/me/calendarList',
      scopes: [readCalendars],
      input: z.object({
        maxResults: z.int().min(1).max(250).default(250),
        pageToken: z.string().optional(),
      }),
      output: z.looseObject({
        items: z.array(
          z.looseObject({ id: z.string(), summary: z.string(), timeZone: z.string().optional() }),
        ),
        nextPageToken: z.string().optional(),
      }),
      paging: { kind: 'cursor', argument: 'pageToken', next: '/nextPageToken', items: '/items' },
    }),
    listEvents: operation({
      summary: 'Events of a calendar',
      method: 'GET',
      path: '/calendars/{calendarId}/events',
      scopes: [readEvents],
      input: z.object({
        calendarId,
        timeMin: instant.optional().describe('Events that end after this.'),
        timeMax: instant.optional().describe('Events that begin before this.'),
        q: z.string().optional(),
        singleEvents: z.boolean().optional().describe('Each date of a series as an event of its own.'),
        orderBy: z.enum(['startTime', 'updated']).optional().describe('startTime needs singleEvents.'),
        showDeleted: z.boolean().optional(),
        timeZone: z.string().optional(),
        maxResults: z.int().min(1).max(2_500).default(250),
        pageToken: z.string().optional(),
        syncToken: z.string().optional().describe('What changed since; goes with no other filter.'),
      }),
      output: eventList,
      paging: { kind: 'cursor', argument: 'pageToken', next: '/nextPageToken', items: '/items' },
    }),
    syncEvents: operation({
      summary: 'What changed in a calendar since the last time',
      description:
        'Reads all pages. Keep `syncToken` for the next time. `full` says that everything came, because there was no token or Google does not know it any more: forget what you have.',
      scopes: [readEvents],
      hints: { readOnly: true },
      input: z.object({ calendarId, syncToken: z.string().optional() }),
      output: z.object({ events: z.array(calendarEvent), syncToken: z.string(), full: z.boolean() }),
      run: syncEvents,
    }),
    getEvent: operation({
      summary: 'One event',
      method: 'GET',
      path: '/calendars/{calendarId}/events/{eventId}',
      scopes: [readEvents],
      input: z.object({ calendarId, eventId, timeZone: z.string().optional() }),
      output: calendarEvent,
    }),
    insertEvent: operation({
      summary: 'Make an event',
      method: 'POST',
      path: '/calendars/{calendarId}/events',
      scopes: [writeEvents],
      input: z.object({
        calendarId,
        ...eventFields,
        id: z
          .string()
          .regex(/^[a-v0-9]{5,1024}$/)
          .optional()
          .describe('Of your own: a second event with the same id is refused with 409.'),
        sendUpdates,
        conferenceDataVersion,
      }),
      fields: inQuery,
      output: calendarEvent,
    }),
    updateEvent: operation({
      summary: 'Replace an event',
      description: 'What is left out is emptied; patchEvent leaves it as it is.',
      method: 'PUT',
      path: '/calendars/{calendarId}/events/{eventId}',
      scopes: [writeEvents],
      input: z.object({ calendarId, eventId, ...eventFields, sendUpdates, conferenceDataVersion }),
      fields: inQuery,
      output: calendarEvent,
    }),
    patchEvent: operation({
      summary: 'Change some fields of an event',
      method: 'PATCH',
      path: '/calendars/{calendarId}/events/{eventId}',
      scopes: [writeEvents],
      hints: { idempotent: true },
      input: z.object({
        calendarId,
        eventId,
        ...eventFields,
        start: eventFields.start.optional(),
        end: eventFields.end.optional(),
        sendUpdates,
        conferenceDataVersion,
      }),
      fields: inQuery,
      output: calendarEvent,
    }),
    deleteEvent: operation({
      summary: 'Delete an event',
      method: 'DELETE',
      path: '/calendars/{calendarId}/events/{eventId}',
      scopes: [writeEvents],
      input: z.object({ calendarId, eventId, sendUpdates }),
    }),
    queryFreeBusy: operation({
      summary: 'When calendars are busy',
      method: 'POST',
      path: '/freeBusy',
      scopes: [freeBusy],
      hints: { readOnly: true },
      input: z.object({
        timeMin: instant,
        timeMax: instant,
        timeZone: z.string().optional(),
        items: z
          .array(z.object({ id: z.string() }))
          .min(1)
          .max(50)
          .describe('Calendars.'),
      }),
      output: z.looseObject({
        calendars: z.record(
          z.string(),
          z.looseObject({
            busy: z.array(z.object({ start: z.string(), end: z.string() })),
            errors: z.array(z.looseObject({ reason: z.string() })).optional(),
          }),
        ),
      }),
    }),
  },
});
