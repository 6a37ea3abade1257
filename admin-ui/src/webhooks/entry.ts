import type { ConnectorFacts, Hook, HookProvider, NewHook } from '../api/shapes.ts';
import { isRecord } from '../schema-form/settle.ts';
import { without } from '../schema-form/without.ts';

/** Instead of a provider's name: the person says how webhooks are checked. */
export const own = 'own';
/** Instead of a provider's name: the connector's own code says it. */
export const byCode = 'connector';

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

/** Of a check, what providers leave open. */
const openIn = (check: Hook['verification']): unknown => ({
  ...('audience' in check ? { audience: check.audience } : {}),
  ...('publicKeys' in check ? { publicKeys: check.publicKeys } : {}),
});

export const entryOf = (hook: Hook): Entry => ({
  name: hook.name,
  provider: hook.provider ?? own,
  connectionId: hook.connectionId,
  secret: '',
  check: hook.provider === null ? hook.verification : openIn(hook.verification),
  more: { ...hook.events, challenge: hook.challenge, maxBytes: hook.maxBytes },
});

/** Another provider: what was set for the one before is not for this one, but for how large a webhook may be. */
export const ofProvider = (entry: Entry, provider: string | null, present: Hook | undefined): Entry => {
  if (present === undefined) return { ...entry, provider };
  const before = entryOf(present);
  if (provider === before.provider) return { ...entry, provider, check: before.check, more: before.more };
  if (provider === own) return { ...entry, provider, check: present.verification, more: before.more };
  return { ...entry, provider, check: {}, more: { maxBytes: present.maxBytes } };
};

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

const checkOf = (entry: Entry, provider: HookProvider | undefined) => {
  if (entry.provider === own) return { verification: entry.check as Given<'verification'> };
  const held = isRecord(entry.check) ? entry.check : {};
  const open = (provider?.open ?? []).flatMap((name) => (name in held ? [[name, held[name]]] : []));
  return { provider: entry.provider ?? '', fill: Object.fromEntries(open) as Given<'fill'> };
};

export const newHookOf = (connector: string, entry: Entry, provider: HookProvider | undefined): NewHook => ({
  connector,
  name: entry.name.trim(),
  ...checkOf(entry, provider),
  ...(entry.connectionId === null ? {} : { connectionId: entry.connectionId }),
  ...(entry.secret === '' ? {} : { secret: entry.secret }),
  ...settingsOf(entry.more),
});

export const hookChangeOf = (entry: Entry, provider: HookProvider | undefined) => ({
  name: entry.name.trim(),
  ...checkOf(entry, provider),
  ...settingsOf(entry.more),
});

type SecretSource = HookProvider['secretFrom'];

/** Who makes the secret that both sides know; none where the check needs none, by keys that are public. */
export const secretFromOf = (
  entry: Entry,
  { provider, code }: { provider: HookProvider | undefined; code: ConnectorFacts['webhook'] | undefined },
): SecretSource => {
  if (entry.provider === byCode) return code?.secretFrom ?? 'either';
  if (entry.provider !== own) return provider?.secretFrom ?? 'none';
  const check = isRecord(entry.check) ? entry.check : {};
  if (check['scheme'] === 'jwt') return check['keySetUrl'] === undefined ? 'either' : 'none';
  const open = typeof check['scheme'] !== 'string' || ['none', 'public-key'].includes(check['scheme']);
  return open ? 'none' : 'either';
};

/** Whether nothing can be taken yet: what the provider signs with is not known here. */
export const lacksSecret = (hook: Hook): boolean =>
  hook.secretFrom === 'provider' && hook.secrets.length === 0;

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
