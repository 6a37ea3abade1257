import type { SchemePlan, SecurityAlternative } from '../../core/connector.ts';
import { HubError, type Problem } from '../../core/errors.ts';
import { fieldsOf, grantIn, isOAuth, type AuthField } from './fields.ts';
import type { ConnectorAuth } from './ports.ts';
import type { Values } from './secrets.ts';
import type { ConnectionRow, ConnectionState } from './store.ts';

/** Null takes a value away. */
export type Changes = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

export interface Entry {
  readonly alternative: SecurityAlternative;
  readonly settings: Changes;
  readonly secrets: Changes;
}

export interface Before {
  readonly alternative: SecurityAlternative;
  readonly settings: Values;
  readonly entered: Values;
  /** The calls go somewhere else from now on. */
  readonly moved: boolean;
}

export interface Checked {
  readonly settings: Values;
  readonly entered: Values;
  readonly hints: ConnectionRow['hints'];
  /** What the tokens belonged to is not the same any more. */
  readonly startsAnew: boolean;
}

const none: Before = { alternative: {}, settings: {}, entered: {}, moved: false };

/**
 * What a person entered, checked against the schemes: every problem at once, each with its place. Whoever changes
 * where secrets travel to has to know them: else an address of one's own would be a way to read them.
 */
export const checkEntry = (auth: ConnectorAuth, entry: Entry, before: Before = none): Checked => {
  const problems: Problem[] = [];
  const plans = planned(auth, entry, problems);
  const settings: Record<string, Record<string, string>> = {};
  const entered: Record<string, Record<string, string>> = {};
  let startsAnew = !sameWords(Object.keys(entry.alternative), Object.keys(before.alternative));
  for (const [scheme, plan] of plans) {
    const merged = merge(before.settings[scheme], entry.settings[scheme]);
    const grant = isOAuth(plan) ? grantIn(plan, merged) : undefined;
    const form = { scheme, plan, fields: fieldsOf(plan, grant) };
    // What belongs to the form of another grant goes with it.
    const kept = inForm(form, before.settings[scheme]);
    const old = inForm(form, before.entered[scheme]);
    const given = entry.secrets[scheme] ?? {};
    const moved =
      before.moved ||
      form.fields.some(({ name, address }) => address === true && kept[name] !== merged[name]);
    for (const name of moved ? Object.keys(old) : []) {
      if (given[name] === undefined)
        problems.push({
          path: `secrets.${scheme}.${name}`,
          message: 'must be entered again, because the address changes that it is sent to',
        });
    }
    settings[scheme] = pick(form, { values: merge(kept, entry.settings[scheme]), secret: false, problems });
    entered[scheme] = pick(form, { values: merge(old, given), secret: true, problems });
    if (grant === undefined) continue;
    const harmless = isHeldByPerson(grant) ? withoutMeaning : [];
    const changed = [
      ...changedIn(before.settings[scheme], settings[scheme]),
      ...changedIn(before.entered[scheme], entered[scheme]),
    ];
    startsAnew ||= moved || changed.some((name) => !harmless.includes(name));
  }
  if (problems.length > 0) {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    throw new HubError('input_invalid', `"${first?.path}": ${first?.message}${more}.`, { problems });
  }
  return { settings, entered, hints: hintsOf(entered), startsAnew };
};

/** How the client signs in, and how the page of the provider looks: tokens that it gave before stay good. */
const withoutMeaning = ['clientSecret', 'tokenAuth', 'authorizeParameters'];

const inForm = ({ fields }: Form, values: Flat = {}): Flat =>
  Object.fromEntries(Object.entries(values).filter(([name]) => fields.some((field) => field.name === name)));

/** Ready when the hub can go on by itself; else a person has to sign in at the provider. */
export const stateOf = (
  auth: ConnectorAuth,
  alternative: SecurityAlternative,
  settings: Values,
): ConnectionState =>
  Object.keys(alternative).some((scheme) => {
    const plan = auth.schemes[scheme];
    return plan !== undefined && isOAuth(plan) && isHeldByPerson(grantIn(plan, settings[scheme] ?? {}));
  })
    ? 'needs_auth'
    : 'ready';

const isHeldByPerson = (grant: string): boolean => grant === 'authorizationCode' || grant === 'deviceCode';

const planned = (auth: ConnectorAuth, entry: Entry, problems: Problem[]): [string, SchemePlan][] => {
  const plans: [string, SchemePlan][] = [];
  for (const scheme of Object.keys(entry.alternative)) {
    const plan = Object.hasOwn(auth.schemes, scheme) ? auth.schemes[scheme] : undefined;
    if (plan !== undefined) plans.push([scheme, plan]);
    else {
      const there = Object.keys(auth.schemes).join(', ') || 'none';
      problems.push({
        path: `alternative.${scheme}`,
        message: `is no scheme of the connector; there are: ${there}`,
      });
    }
  }
  if (plans.filter(([, plan]) => isOAuth(plan)).length > 1)
    problems.push({ path: 'alternative', message: 'must name one OAuth scheme at most' });
  for (const part of ['settings', 'secrets'] as const) {
    for (const scheme of Object.keys(entry[part])) {
      if (!plans.some(([name]) => name === scheme))
        problems.push({ path: `${part}.${scheme}`, message: 'is not in the alternative of this connection' });
    }
  }
  return plans;
};

type Flat = Readonly<Record<string, string>>;

const merge = (kept: Flat = {}, changes: Readonly<Record<string, string | null>> = {}): Flat => {
  const merged: Record<string, string> = { ...kept };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') delete merged[name];
    else merged[name] = value;
  }
  return merged;
};

interface Form {
  readonly scheme: string;
  readonly plan: SchemePlan;
  readonly fields: readonly AuthField[];
}

interface Picking {
  readonly values: Flat;
  readonly secret: boolean;
  readonly problems: Problem[];
}

const pick = (
  { scheme, plan, fields }: Form,
  { values, secret, problems }: Picking,
): Record<string, string> => {
  const part = secret ? 'secrets' : 'settings';
  const place = (name: string) => `${part}.${scheme}.${name}`;
  const own = fields.filter((field) => field.secret === secret);
  for (const name of Object.keys(values)) {
    if (!own.some((field) => field.name === name))
      problems.push({
        path: place(name),
        message: `is not known here; there are: ${own.map((field) => field.name).join(', ') || 'none'}`,
      });
  }
  const picked: Record<string, string> = {};
  for (const field of own) {
    const value = Object.hasOwn(values, field.name) ? values[field.name] : undefined;
    const message =
      value === undefined ? (field.required ? 'must be entered' : undefined) : flawOf(plan, field, value);
    if (message !== undefined) problems.push({ path: place(field.name), message });
    else if (value !== undefined) picked[field.name] = value;
  }
  return picked;
};

const pemFields = new Set(['certificate', 'privateKey', 'ca']);

const flawOf = (plan: SchemePlan, field: AuthField, value: string): string | undefined => {
  const { name, choices } = field;
  if (choices !== undefined && !choices.includes(value)) return `must be one of ${choices.join(', ')}`;
  if (pemFields.has(name))
    return value.startsWith('-----BEGIN ') ? undefined : 'must be PEM, beginning with -----BEGIN';
  if (/\p{Cc}/u.test(value)) return 'must not hold line breaks or control characters';
  if (name === 'username' && value.includes(':') && plan.type !== 'oauth2') return 'must not hold a colon';
  const inHeader =
    ['token', 'accessToken', 'value'].includes(name) ||
    (name === 'key' && plan.type === 'apiKey' && plan.in !== 'query');
  if (inHeader && !/^[\x20-\x7e]+$/.test(value)) return 'must hold plain ASCII characters only';
  if (name === 'key' && plan.type === 'apiKey' && plan.in === 'cookie' && /[\s",;\\]/.test(value))
    return 'must not hold spaces, quotes, commas or semicolons';
  return undefined;
};

/** The end of a long secret helps to recognise it and is far from enough to guess it; of a short one it is not shown. */
const hintsOf = (entered: Values): ConnectionRow['hints'] =>
  Object.fromEntries(
    Object.entries(entered).map(([scheme, fields]) => [
      scheme,
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          value.length >= 16 && name !== 'password' && !pemFields.has(name) ? value.slice(-4) : null,
        ]),
      ),
    ]),
  );

const sameWords = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((word) => other.includes(word));

const changedIn = (before: Flat = {}, after: Flat = {}): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
