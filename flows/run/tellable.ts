import { HubError, isHubError } from '../../core/errors.ts';
import { eventSchema } from '../../core/event.ts';
import { approvalEvents } from '../approvals/facts.ts';
import type { Command, Wait } from '../engine/messages.ts';

type Emit = Extract<Command, { kind: 'emit' }>;

const typeSchema = eventSchema.shape.type;
const mostOfType = 200;
const mostLetters = 500;
/** Of source and id together: an index holds them. */
const mostIdentity = 2_000;
/** Flows go on by these: no flow can answer for people. */
const told: ReadonlySet<string> = new Set(approvalEvents);

/** Why no flow can tell an event of this type, and what to do; undefined where one can. */
export const typeRefusal = (type: string): string | undefined => {
  const shown = JSON.stringify(type.slice(0, 100));
  if (!typeSchema.safeParse(type).success)
    return `${shown} is no type of one. Name it noun.past-tense, in small letters, as in call.ended.`;
  if (type.length > mostOfType)
    return `its type, ${shown} and so on, has more than ${mostOfType} characters. Make it shorter.`;
  if (told.has(type)) return `${shown} comes from the hub alone. Give it a type of your own.`;
  return undefined;
};

/**
 * What an expression made may be nothing that an event can be. That ends the run with its reason: written again and again, it
 * would be refused each time.
 */
export const requireTellable = ({ event, place }: Emit): void => {
  const { id, source, type, subject } = event;
  const refuse = (why: string): HubError => faulted(`The event cannot be told: ${why}`, place);
  const wrong = typeRefusal(type);
  if (wrong !== undefined) throw refuse(wrong);
  if (String(subject ?? '').length > mostLetters)
    throw refuse(`its subject has more than ${mostLetters} characters.`);
  if (Buffer.byteLength(`${source} ${id}`) > mostIdentity)
    throw refuse(`its source and its id have more than ${mostIdentity} bytes.`);
  const json = JSON.stringify(event);
  if (storableJson(json) !== json) throw refuse('it holds a NUL character or half of a surrogate pair.');
};

/** No event could ever be found by it. */
export const requireFindable = ({ type, subject }: Wait, place: string): void => {
  for (const text of [type ?? '', subject ?? ''])
    if (text.length > mostLetters || text.includes('\u0000'))
      throw faulted(
        `No event has such a type or subject: they have at most ${mostLetters} characters and no NUL.`,
        place,
      );
};

const harmful = /\\u(?:0000|d[89a-f][0-9a-f]{2})/i;
const escapes = /\\(u(?:0000|d[89a-f][0-9a-f]{2})|[^])/gi;

/** JSON that the database reads too, with a sign of its own in place of what it takes in no text. */
export const storableJson = (json: string): string =>
  harmful.test(json)
    ? json.replace(escapes, (whole, escape: string) => (escape.length > 1 ? '\\ufffd' : whole))
    : json;

const faulted = (message: string, instance: string): HubError =>
  new HubError('flow_faulted', message, { details: { kind: 'runtime', instance } });

/** By the database, and so each time that it is written anew. */
export const isRefused = (error: unknown): error is HubError =>
  isHubError(error, 'input_invalid') || isHubError(error, 'body_too_deep');
