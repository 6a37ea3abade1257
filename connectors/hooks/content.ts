import { HubError } from '../../core/errors.ts';
import { checkJsonShape } from '../../platform/json-shape.ts';
import { parseJson } from '../../platform/parse-json.ts';
import { valueAt } from '../wire/value-at.ts';
import { storable, storableValue } from './storable.ts';

/** What a body says: JSON or a form as a value, other texts as text, anything else as base64. */
export interface Content {
  readonly kind: 'json' | 'form' | 'text' | 'binary' | 'empty';
  readonly value: unknown;
}

const deepest = 64;
const mostMembers = 50_000;

export const readContent = (body: Buffer, contentType: string | undefined): Content => {
  if (body.length === 0) return { kind: 'empty', value: null };
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const media = type.trim();
  const text = textOf(body, parameters);
  const isJson = /[/+]json$/.test(media);
  if (text === undefined) {
    if (isJson) throw new HubError('body_malformed', 'The body is not valid text.');
    return { kind: 'binary', value: { base64: body.toString('base64') } };
  }
  if (isJson) return { kind: 'json', value: readJson(text) };
  if (media === 'application/x-www-form-urlencoded') return readForm(text);
  // Some send JSON and call it text.
  if ((media === '' || media === 'text/plain') && /^\s*[[{]/.test(text)) {
    try {
      return { kind: 'json', value: readJson(text) };
    } catch (error) {
      if (error instanceof HubError && error.code !== 'body_malformed') throw error;
    }
  }
  return { kind: 'text', value: storable(text) };
};

/** A value of the body as text, as ids and times are taken from it. */
export const valueIn = (content: Content, pointer: string): string | undefined => {
  const value = valueAt(content.value, pointer);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

const textOf = (body: Buffer, parameters: readonly string[]): string | undefined => {
  const charset = parameters
    .map((parameter) => /^\s*charset="?([a-z0-9_:.-]+)"?\s*$/.exec(parameter)?.[1])
    .find((name) => name !== undefined);
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
};

const readJson = (text: string): unknown => {
  checkJsonShape(text, { depth: deepest, keys: mostMembers });
  try {
    return storableValue(parseJson(text), text);
  } catch (cause) {
    throw new HubError('body_malformed', 'The body is not valid JSON.', { cause });
  }
};

/** A name that stands there several times becomes a list. */
const readForm = (text: string): Content => {
  const fields = new Map<string, string[]>();
  let members = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++members > mostMembers)
      throw new HubError('body_too_large', `The body has more than ${mostMembers} members.`);
    const key = storable(name);
    const held = fields.get(key);
    if (held === undefined) fields.set(key, [storable(value)]);
    else held.push(storable(value));
  }
  const [wrapped] = fields.get('payload') ?? [];
  // A whole JSON document in one field: what GitHub and Slack call a form.
  if (fields.size === 1 && wrapped !== undefined && /^\s*[[{]/.test(wrapped))
    return { kind: 'json', value: readJson(wrapped) };
  return {
    kind: 'form',
    value: Object.fromEntries([...fields].map(([name, held]) => [name, held.length === 1 ? held[0] : held])),
  };
};
