import type { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import type { FunctionContext } from '../../define/functions.ts';
import type { queryResult, sfObject } from './records.ts';

interface Wanted {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** SOQL takes no parameters: what callers give stands between quotes, and cannot end them. */
const quoted = (text: string): string => `'${text.replace(/[\\'"]/g, '\\$&').replace(/[\r\n]/g, ' ')}'`;

export const findContact = async (
  { email, phone }: Wanted,
  { request }: FunctionContext,
): Promise<{ contact: z.input<typeof sfObject> | null; more: boolean }> => {
  const conditions = [
    ...(email === undefined ? [] : [`Email = ${quoted(email)}`]),
    ...(phone === undefined ? [] : [`Phone = ${quoted(phone)} OR MobilePhone = ${quoted(phone)}`]),
  ];
  if (conditions.length === 0)
    throw new HubError('input_invalid', 'Give "email", "phone" or both: who is looked for?');
  const q = `SELECT Id, Name, FirstName, LastName, Email, Phone, MobilePhone, AccountId FROM Contact WHERE ${conditions.join(' OR ')} ORDER BY LastModifiedDate DESC LIMIT 2`;
  const { output } = await request({ method: 'GET', path: '/query', query: { q } });
  const { records } = output as z.input<typeof queryResult>;
  return { contact: records[0] ?? null, more: records.length > 1 };
};
