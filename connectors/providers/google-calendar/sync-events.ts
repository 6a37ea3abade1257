import type { z } from 'zod';
import { HubError, isHubError } from '../../../core/errors.ts';
import type { FunctionContext } from '../../define/functions.ts';
import type { calendarEvent, eventList } from './events.ts';

interface Wanted {
  readonly calendarId: string;
  readonly syncToken?: string | undefined;
}

interface Changes {
  readonly events: z.input<typeof calendarEvent>[];
  readonly syncToken: string;
  readonly full: boolean;
}

export const syncEvents = async (
  { calendarId, syncToken }: Wanted,
  { request }: FunctionContext,
): Promise<Changes> => {
  const readAll = async (since: string | undefined): Promise<Changes> => {
    const events: z.input<typeof calendarEvent>[] = [];
    for (let pageToken: string | undefined; ;) {
      const { output } = await request({
        method: 'GET',
        path: '/calendars/{calendarId}/events',
        params: { calendarId },
        query: { maxResults: 2_500, syncToken: since, pageToken },
      });
      const page = output as z.input<typeof eventList>;
      events.push(...page.items);
      if (page.nextSyncToken !== undefined)
        return { events, syncToken: page.nextSyncToken, full: since === undefined };
      if (page.nextPageToken === undefined || page.nextPageToken === pageToken)
        throw new HubError(
          'upstream_failed',
          'Google Calendar ended the list without a token for the next time.',
        );
      pageToken = page.nextPageToken;
    }
  };
  try {
    return await readAll(syncToken);
  } catch (error) {
    // 410: the token is too old. Google wants everything to be read anew.
    const gone = isHubError(error) && error.details['status'] === 410;
    if (syncToken === undefined || !gone) throw error;
    return readAll(undefined);
  }
};
