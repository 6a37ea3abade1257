import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { requireSafeUrl } from '../../../platform/oauth/address.ts';
import type { Looked } from '../../upstream/look.ts';
import type { SignIn } from '../../upstream/sign-in.ts';
import { serverStates } from '../../upstream/store.ts';

const taken = new Set(['look', 'import', 'preview', 'flow', 'mock']);

/** It is the name of a connector, too. */
export const serverName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is 1 to 40 small letters, digits and hyphens, a letter first')
  .refine((name) => !taken.has(name), 'is a word that the hub uses itself');

export const titleInput = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200)
  .refine((title) => !/\p{Cc}/u.test(title), 'must not hold control characters');

export const urlInput = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .describe('Of its MCP endpoint: streamable HTTP of any revision, or the older HTTP with SSE.');

export const commandInput = z
  .string()
  .min(1)
  .max(64)
  .describe('The name of a program that the owner of the installation lets run.');

/** A server has an address, or is a program: one of the two. */
export const requireOnePlace = (url: string | null, command: string | null): void => {
  if ((url === null) !== (command === null)) return;
  throw new HubError('input_invalid', 'Give one of "url" and "command".', {
    problems: [{ path: 'url', message: 'is one of two ways; exactly one must be given' }],
  });
};

export const headerInput = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'is the name of a header')
  .nullable()
  .default(null)
  .describe('Where a key travels, when not as a bearer token.');

/** Credentials travel there: without TLS only within the own network. */
export const requireServerUrl = (url: string): void => void requireSafeUrl(url, 'address of the server');

const instant = z.iso.datetime();
const text = z.string();

export const serverSchema = z.strictObject({
  name: text,
  title: text,
  url: text.nullable(),
  command: text.nullable().describe('One of the programs that the owner of the installation lets run.'),
  header: text.nullable(),
  state: z.enum(serverStates),
  reason: text.nullable(),
  since: instant,
  checkedAt: instant.nullable(),
  transport: z.enum(['streamable', 'sse', 'stdio']).nullable(),
  era: z.enum(['modern', 'legacy']).nullable(),
  protocol: text.nullable().describe('The newest revision that the server and the hub both know.'),
  older: z
    .strictObject({
      asked: z.boolean().describe('It is asked when the first caller of the older era comes.'),
      protocol: text.nullable().describe('Null: none, as far as is known.'),
    })
    .nullable()
    .describe(
      'What it knows of the era with sessions, beside the stateless one; null where that one is not known.',
    ),
  tools: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
});

export const signInSchema = z
  .strictObject({
    scheme: z.literal('oauth').describe('Of the connector: a connection is made with this scheme.'),
    resource: text,
    issuer: text,
    scopes: z.array(text),
    client: z
      .enum(['document', 'registration', 'entered'])
      .describe('`entered`: a client id has to be entered; else the hub makes itself known.'),
  })
  .nullable();

export const shownSignIn = (signIn: SignIn | null): z.input<typeof signInSchema> =>
  signIn === null
    ? null
    : {
        ...{ scheme: 'oauth', resource: signIn.resource, issuer: signIn.issuer, client: signIn.client },
        scopes: [...signIn.scopes],
      };

export const skippedSchema = z.strictObject({
  what: z.enum(['tool', 'resource', 'template', 'prompt']),
  name: text,
  reason: text,
});

const about = z.record(z.string(), z.unknown());

export const lookedSchema = z.strictObject({
  state: z.enum(serverStates),
  reason: text.nullable(),
  transport: z.enum(['streamable', 'sse', 'stdio']).nullable(),
  era: z.enum(['modern', 'legacy']).nullable(),
  protocol: text.nullable(),
  server: about.nullable().describe('What it says of itself.'),
  instructions: text.nullable(),
  tools: z.array(z.strictObject({ name: text, description: text })),
  resources: z.number().int(),
  prompts: z.number().int(),
  skipped: z.array(skippedSchema),
  signIn: signInSchema,
});

export const shownLook = (looked: Looked): z.input<typeof lookedSchema> =>
  looked.kind === 'seen'
    ? {
        ...{ state: 'healthy', reason: null, protocol: looked.facts.protocol, signIn: null },
        ...{ transport: looked.prior.transport, era: looked.prior.era, server: { ...looked.facts.server } },
        instructions: looked.facts.instructions ?? null,
        tools: looked.listing.tools.map(({ name, value }) => ({
          name,
          description: typeof value['description'] === 'string' ? value['description'] : '',
        })),
        resources: looked.listing.resources.length + looked.listing.templates.length,
        prompts: looked.listing.prompts.length,
        skipped: looked.listing.skipped.map((each) => ({ ...each })),
      }
    : {
        ...{ state: looked.kind, reason: looked.reason, protocol: null, transport: null, era: null },
        ...{ server: null, instructions: null, tools: [], resources: 0, prompts: 0, skipped: [] },
        signIn: shownSignIn(looked.kind === 'down' ? null : looked.signIn),
      };
