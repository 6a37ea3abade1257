import { instantText, instantTextOrNull } from '../../core/instant-text.ts';
import { z } from 'zod';
import { idPattern } from '../../platform/ids.ts';
import { connectorNameSchema } from '../shapes.ts';
import { connectionId } from '../auth/shape.ts';
import { eventsSchema } from './events.ts';
import { challenges, secretSources } from './providers.ts';
import { hooksPrefix } from './inbound.ts';
import { endpointStates, type EndpointRow } from './store-endpoints.ts';
import { verificationSchema } from './verification.ts';

export const endpointId = z.string().regex(idPattern('whk'), 'must be an id that begins with whk_');

export const hookSecretInput = z
  .string()
  .min(1)
  .max(1_000)
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'must not hold control characters');

export const nameInput = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((name) => !/\p{Cc}/u.test(name), 'must not hold control characters');

export const providerInput = z
  .string()
  .max(40)
  .describe('As `/api/hook-providers` lists them, or "connector" for what the code of the connector says.');

export const fillInput = z
  .strictObject({
    audience: z.array(z.string().min(1).max(500)).min(1).max(10).optional(),
    publicKeys: z.array(z.string().min(32).max(2_000)).min(1).max(5).optional(),
  })
  .default({})
  .describe('What the entry of the provider leaves open.');

export const maxBytesInput = z
  .number()
  .int()
  .min(1_024)
  .max(5 * 1024 * 1024)
  .describe('How large a webhook may be.');
export const usualMaxBytes = 1024 * 1024;

const instant = z.iso.datetime();

export const endpointSchema = z.strictObject({
  id: endpointId,
  connector: connectorNameSchema,
  connectionId: connectionId.nullable(),
  name: z.string(),
  url: z
    .string()
    .describe(
      'What the provider is given. Where it holds a token, that one is shown once and stands as "…" later.',
    ),
  provider: z
    .string()
    .nullable()
    .describe('As it was chosen; "connector": by the connector\'s own code. Null: by `verification` alone.'),
  secretFrom: z.enum(secretSources).describe('Who makes the secret.'),
  verification: verificationSchema,
  events: eventsSchema,
  challenge: z.enum(challenges),
  secrets: z.array(
    z.strictObject({
      hint: z.string(),
      createdAt: instant,
      endsAt: instant.nullable().describe('Null: until it is taken away.'),
    }),
  ),
  maxBytes: z.number().int(),
  state: z.enum(endpointStates),
  lastReceivedAt: instant.nullable(),
  lastRefusedAt: instant.nullable(),
  lastRefusal: z.string().nullable().describe('Why the last one that was refused was not taken.'),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
});

/** What is shown once, to the person who makes or changes it. */
export const shownOnceSchema = z.strictObject({
  endpoint: endpointSchema,
  secret: z.string().nullable().describe('The one that the hub made; it is never shown again.'),
  verifyToken: z.string().nullable().describe('For Meta: what it says when it asks for the address.'),
});

export interface Address {
  readonly origin: string;
  readonly spaceId: string;
  /** Known only in the moment when it was made. */
  readonly token?: string | undefined;
}

export const shownEndpoint = (row: EndpointRow, address: Address): z.input<typeof endpointSchema> => ({
  ...{ id: row.endpointId, connector: row.connector, connectionId: row.connectionId, name: row.name },
  url:
    `${address.origin}${hooksPrefix}${address.spaceId}/${row.endpointId}` +
    (row.hasPathToken ? `/${address.token ?? '…'}` : ''),
  ...{ provider: row.provider, secretFrom: row.secretFrom },
  ...{ verification: row.verification, events: row.events, challenge: row.challenge },
  secrets: row.secretHints.map(({ hint, createdAt, endsAt }) => ({ hint, createdAt, endsAt })),
  ...{ maxBytes: row.maxBytes, state: row.state, lastRefusal: row.lastRefusal, createdBy: row.createdBy },
  lastReceivedAt: instantTextOrNull(row.lastReceivedAt),
  lastRefusedAt: instantTextOrNull(row.lastRefusedAt),
  createdAt: instantText(row.createdAt),
  updatedAt: instantText(row.updatedAt),
});

export const receiptSchema = z.strictObject({
  eventKey: z.string().describe('What the sender calls the event, or what stands for its body.'),
  eventType: z.string(),
  bytes: z.number().int(),
  receivedAt: instant,
});
