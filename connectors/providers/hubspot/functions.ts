import type { z } from 'zod';
import { HubError, isHubError } from '../../../core/errors.ts';
import type { FunctionContext } from '../../define/functions.ts';
import { associationTypes, type crmObject } from './objects.ts';

type CrmObject = z.input<typeof crmObject>;

interface Wanted {
  readonly email: string;
  readonly properties?: Readonly<Record<string, string | null>> | undefined;
}

const statusOf = (error: unknown): unknown => (isHubError(error) ? error.details['status'] : undefined);

/** HubSpot has no such call. When somebody else makes the contact in between, theirs is taken. */
export const findOrCreateContact = async (
  { email, properties }: Wanted,
  { request }: FunctionContext,
): Promise<{ contact: CrmObject; created: boolean }> => {
  const find = async (): Promise<CrmObject | undefined> => {
    try {
      const { output } = await request({
        method: 'GET',
        path: '/crm/v3/objects/contacts/{email}',
        params: { email },
        query: { idProperty: 'email' },
      });
      return output as CrmObject;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  };
  const before = await find();
  if (before !== undefined) return { contact: before, created: false };
  try {
    const { output } = await request({
      method: 'POST',
      path: '/crm/v3/objects/contacts',
      json: { properties: { ...properties, email } },
    });
    return { contact: output as CrmObject, created: true };
  } catch (error) {
    const theirs = statusOf(error) === 409 ? await find() : undefined;
    if (theirs === undefined) throw error;
    return { contact: theirs, created: false };
  }
};

interface Note {
  readonly text: string;
  readonly contactId?: string | undefined;
  readonly ticketId?: string | undefined;
  readonly at?: string | undefined;
}

export const addNote = async (
  { text, contactId, ticketId, at }: Note,
  { request }: FunctionContext,
): Promise<CrmObject> => {
  const to = (id: string | undefined, associationTypeId: number) =>
    id === undefined
      ? []
      : [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] }];
  const associations = [
    ...to(contactId, associationTypes.noteToContact),
    ...to(ticketId, associationTypes.noteToTicket),
  ];
  if (associations.length === 0)
    throw new HubError(
      'input_invalid',
      'Give "contactId", "ticketId" or both: a note on nothing is found by nobody.',
    );
  const { output } = await request({
    method: 'POST',
    path: '/crm/v3/objects/notes',
    json: {
      properties: { hs_timestamp: at ?? new Date().toISOString(), hs_note_body: text },
      associations,
    },
  });
  return output as CrmObject;
};
