import type { Hook, HookProvider, NewHook } from '../api/shapes.ts';
import { isRecord } from '../schema-form/settle.ts';
import { without } from '../schema-form/without.ts';

/** Instead of a provider's name: the person says how webhooks are checked. */
export const own = 'own';

/** What a person enters for a webhook. */
export interface Entry {
  readonly name: string;
  readonly provider: string | null;
  readonly connectionId: string | null;
  readonly secret: string;
  /** What the provider leaves open, or the whole check. */
  readonly check: unknown;
  /** How its events are called, and what is seldom changed. */
  readonly more: unknown;
}

export const emptyEntry: Entry = {
  ...{ name: '', provider: null, connectionId: null, secret: '', check: {}, more: {} },
};

export const entryOf = (hook: Hook): Entry => ({
  name: hook.name,
  provider: own,
  connectionId: hook.connectionId,
  secret: '',
  check: hook.verification,
  more: { ...hook.events, challenge: hook.challenge, maxBytes: hook.maxBytes },
});

type Given<Name extends keyof NewHook> = NonNullable<NewHook[Name]>;

/** Fields of the same form that the hub takes beside the events. */
const besides = ['challenge', 'maxBytes', 'pathToken', 'verifyToken'] as const;

const settingsOf = (more: unknown) => {
  const held = isRecord(more) ? more : {};
  const events = without(held, ...besides);
  return {
    ...(Object.keys(events).length === 0 ? {} : { events: events as Given<'events'> }),
    ...Object.fromEntries(besides.flatMap((name) => (held[name] === undefined ? [] : [[name, held[name]]]))),
  };
};

export const newHookOf = (connector: string, entry: Entry): NewHook => ({
  connector,
  name: entry.name.trim(),
  ...(entry.provider === own
    ? { verification: entry.check as Given<'verification'> }
    : { provider: entry.provider ?? '', fill: entry.check as Given<'fill'> }),
  ...(entry.connectionId === null ? {} : { connectionId: entry.connectionId }),
  ...(entry.secret === '' ? {} : { secret: entry.secret }),
  ...settingsOf(entry.more),
});

export const hookChangeOf = (entry: Entry) => ({
  name: entry.name.trim(),
  verification: entry.check as Given<'verification'>,
  ...settingsOf(entry.more),
});

/** Whether there is a secret that both sides know: some are checked by keys that are public. */
export const takesSecret = (entry: Entry, provider: HookProvider | undefined): boolean => {
  if (entry.provider !== own) return provider !== undefined && provider.open.length === 0;
  const check = isRecord(entry.check) ? entry.check : {};
  if (check['scheme'] === 'jwt') return check['keySetUrl'] === undefined;
  return typeof check['scheme'] === 'string' && !['none', 'public-key'].includes(check['scheme']);
};

interface Schemas {
  readonly check: unknown;
  readonly more: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (schema: unknown): Fields =>
  isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};

/** What is to be asked, out of the hub's own schema. Null: the provider leaves nothing open. */
export const schemasOf = (
  body: Fields,
  entry: Entry,
  { provider, changes }: { readonly provider: HookProvider | undefined; readonly changes: boolean },
): Schemas => {
  const open = provider?.open ?? [];
  const fill = fieldsOf(body['fill']);
  const properties = Object.fromEntries(open.map((name) => [name, fill[name] ?? true]));
  const fillSchema = open.length === 0 ? null : { type: 'object', properties, required: open };
  const beside = besides.filter((name) => !(changes && name === 'pathToken'));
  return {
    check: entry.provider === own ? (body['verification'] ?? true) : fillSchema,
    more: {
      type: 'object',
      properties: {
        ...fieldsOf(body['events']),
        ...Object.fromEntries(beside.map((name) => [name, body[name] ?? true])),
      },
    },
  };
};
