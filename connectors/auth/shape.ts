import { instantText, instantTextOrNull } from '../../core/instant-text.ts';
import { z } from 'zod';
import type { UsedConnection } from '../../core/toolset-uses.ts';
import { idPattern } from '../../platform/ids.ts';
import { connectionStates, type ConnectionRow } from './store.ts';

export const connectionId = z.string().regex(idPattern('cxn'), 'must be an id that begins with cxn_');
export const connectorName = z.string().min(1).max(100);
export const nothing = z.strictObject({});

export const nameInput = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((name) => !/\p{Cc}/u.test(name), 'must not hold control characters')
  // Calls that name it are answered by the mock of the connector.
  .refine((name) => name.toLowerCase() !== 'mock', 'is the name of the mock, which every connector has');

/** A record whose keys cannot be mistaken for what every object has. */
const record = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string().min(1).max(200), value)
    .refine((map) => Object.keys(map).length <= 100, 'must have at most 100 entries');

export const alternativeSchema = record(z.array(z.string().min(1).max(300)).max(500)).describe(
  'The schemes that are used together, each with the scopes to ask for.',
);
export const changesSchema = record(record(z.string().max(32_768).nullable())).describe(
  'By scheme and field, as the form of the scheme names them; null takes a value away.',
);
export const serverInput = z.strictObject({
  url: z.string().max(2_000).nullable().default(null).describe('Null: the first server of the connector.'),
  variables: record(z.string().max(200)).default({}),
});

const instant = z.iso.datetime();

export const connectionSchema = z.strictObject({
  id: z.string(),
  connector: z.string(),
  name: z.string(),
  isDefault: z.boolean().describe('Used by calls that name no connection.'),
  state: z.enum(connectionStates),
  alternative: z.record(z.string(), z.array(z.string())),
  server: z.strictObject({ url: z.string().nullable(), variables: z.record(z.string(), z.string()) }),
  settings: z.record(z.string(), z.record(z.string(), z.string())),
  secrets: z
    .record(
      z.string(),
      z.record(z.string(), z.strictObject({ set: z.literal(true), hint: z.string().nullable() })),
    )
    .describe('That they are set, and how long ones end. The secrets themselves are never answered.'),
  scopes: z.array(z.string()).describe('What the provider granted.'),
  account: z.string().nullable().describe('Whose account it is, when the provider says so.'),
  facts: z.record(z.string(), z.string()).describe('What the provider said beside the token.'),
  expiresAt: instant.nullable().describe('Of the token in use; it is renewed before.'),
  refreshedAt: instant.nullable(),
  lastError: z.string().nullable(),
  userId: z.string().nullable().describe('The person whom it belongs to and serves alone.'),
  neededScopes: z
    .array(z.string())
    .describe('What more the other side asks for: connect once more to grant it.'),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});

export const shownConnection = (row: ConnectionRow): z.input<typeof connectionSchema> => ({
  ...{ id: row.id, connector: row.connector, name: row.name, isDefault: row.isDefault, state: row.state },
  alternative: Object.fromEntries(
    Object.entries(row.alternative).map(([name, scopes]) => [name, [...scopes]]),
  ),
  server: { url: row.serverUrl, variables: { ...row.serverVariables } },
  settings: Object.fromEntries(
    Object.entries(row.settings).map(([scheme, fields]) => [scheme, { ...fields }]),
  ),
  secrets: Object.fromEntries(
    Object.entries(row.hints).map(([scheme, fields]) => [
      scheme,
      Object.fromEntries(
        Object.entries(fields).map(([name, end]) => [
          name,
          { set: true as const, hint: end === null ? null : `…${end}` },
        ]),
      ),
    ]),
  ),
  scopes: [...row.scopes],
  account: row.account,
  facts: { ...row.facts },
  expiresAt: instantTextOrNull(row.expiresAt),
  refreshedAt: instantTextOrNull(row.refreshedAt),
  lastError: row.lastError,
  userId: row.userId,
  neededScopes: [...row.neededScopes],
  createdBy: row.createdBy,
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});

/** That of a person is nobody else's default. */
export const usedAs = ({ id, connector, name, isDefault, userId }: ConnectionRow): UsedConnection => ({
  connector,
  names: [name, id],
  isDefault: isDefault && userId === null,
});

/** By its name alone, which can change. */
export const namedAs = ({ connector, name }: ConnectionRow): UsedConnection => ({
  ...{ connector, names: [name], isDefault: false },
});
