import { z } from 'zod';
import { aboutSchema, certificateText, millis, secretText, titleSchema, tokenSchema } from './fields.ts';

const share = z.number().min(0).max(1);

/** Where an upstream is: no query, no fragment, and never a password, which every log would show. */
const upstreamUrl = z
  .string()
  .max(2000)
  .refine(
    isUpstream,
    'must be an address such as https://orders.internal:8443/v2, with http or https and without user, query or fragment',
  );

function isUpstream(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined &&
    ['http:', 'https:'].includes(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    !/[?#\\\s]/.test(text)
  );
}

const weightedUrl = z.strictObject({
  url: upstreamUrl,
  weight: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .default(1)
    .describe('How much of the traffic, next to the others.'),
});

const stickyBy = z.strictObject({
  by: z.enum(['consumer', 'ip', 'cookie', 'header']),
  name: tokenSchema.optional().describe('Of the cookie or the header.'),
});

const balance = z.union([
  z.enum(['round-robin', 'least-busy', 'sticky']),
  z.strictObject({
    sticky: stickyBy.refine(
      ({ by, name }) => (by === 'cookie' || by === 'header') === (name !== undefined),
      'needs a name for a cookie or a header, and takes none else',
    ),
  }),
]);

const health = z.strictObject({
  path: z
    .string()
    .regex(/^\/[!-~]*$/, 'must be a path that begins with /')
    .max(500),
  intervalMs: millis({ least: 1000, most: 600_000 }).default(10_000),
  timeoutMs: millis({ least: 100, most: 60_000 }).default(2_000),
  healthyAfter: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(2)
    .describe('Good answers in a row, to be used again.'),
  unhealthyAfter: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe('Bad answers in a row, to be left out.'),
});

const breaker = z.strictObject({
  windowMs: millis({ least: 1000, most: 600_000 }).default(10_000),
  minRequests: z.number().int().min(1).max(100_000).default(20).describe('Fewer than these decide nothing.'),
  failureShare: share.default(0.5).describe('Of the requests in the window, from which on it opens.'),
  openMs: millis({ least: 100, most: 600_000 })
    .default(5_000)
    .describe('Until one request is let through to try.'),
});

const outlier = z.strictObject({
  consecutive: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe('Failures in a row that put an address out.'),
  belowOthers: share
    .optional()
    .describe('Puts an address out whose share of successes is this much below that of the others.'),
  intervalMs: millis({ least: 1000, most: 600_000 }).default(10_000),
  ejectMs: millis({ least: 1000, most: 3_600_000 })
    .default(30_000)
    .describe('How long it stays out; longer each time.'),
  maxEjectedShare: share.default(0.5).describe('Of the addresses: more are never out at once.'),
});

const retry = z.strictObject({
  attempts: z.number().int().min(1).max(5).default(1).describe('After the first one.'),
  on: z
    .array(z.union([z.enum(['connect', 'reset', 'timeout', '5xx']), z.number().int().min(400).max(599)]))
    .min(1)
    .max(20)
    .default(['connect', 502, 503, 504])
    .describe('What is tried again: kinds of failure, and statuses.'),
  methods: z
    .array(tokenSchema)
    .min(1)
    .max(20)
    .default(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
    .describe('Doing these twice must be the same as doing them once.'),
  backoffMs: millis({ least: 0, most: 10_000 }).default(25),
  budgetShare: share.default(0.2).describe('Of all requests: more are never retries.'),
});

const timeouts = z.strictObject({
  connectMs: millis({ least: 1, most: 120_000 })
    .optional()
    .describe('Until a connection stands; 5000 when left out.'),
  headersMs: millis({ least: 1, most: 3_600_000 }).optional().describe('Until the answer begins.'),
  idleMs: millis({ least: 1, most: 3_600_000 }).optional().describe('Of silence within the answer.'),
  totalMs: millis({ least: 1, most: 86_400_000 }).optional(),
});

const queue = z.strictObject({
  max: z.number().int().min(0).max(100_000).default(256),
  waitMs: millis({ least: 0, most: 60_000 }).default(1_000),
});

const tls = z.strictObject({
  clientCertificate: z
    .strictObject({ certificate: certificateText, key: secretText })
    .optional()
    .describe('Shown to the upstream.'),
  ca: certificateText
    .optional()
    .describe('Who may have signed the certificate of the upstream, instead of the usual ones.'),
  serverName: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe('The name that its certificate must have, where that is not the host.'),
});

/** An upstream of a space: what express-gateway calls a service endpoint, with what keeps it up. */
export const serviceSchema = z
  .strictObject({
    title: titleSchema.optional(),
    about: aboutSchema.optional(),
    url: upstreamUrl.optional(),
    urls: z
      .array(z.union([upstreamUrl, weightedUrl]))
      .min(1)
      .max(100)
      .optional(),
    balance: balance.optional(),
    health: health.optional(),
    breaker: breaker.optional(),
    outlier: outlier.optional(),
    retry: retry.optional(),
    timeouts: timeouts.optional(),
    maxConnections: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('To each address, from each process; 128 when left out.'),
    queue: queue.optional().describe('Requests that wait for a connection.'),
    tls: tls.optional(),
  })
  .refine(({ url, urls }) => (url === undefined) !== (urls === undefined), {
    message: 'must have either url or urls',
    path: ['url'],
  });

/** Checked, with its defaults; secrets are opened. */
export type ServiceDocument = z.output<typeof serviceSchema>;

export interface ServiceTarget {
  readonly url: string;
  readonly weight: number;
}

export const targetsOf = ({ url, urls }: Pick<ServiceDocument, 'url' | 'urls'>): ServiceTarget[] =>
  [...(url === undefined ? [] : [url]), ...(urls ?? [])].map((one) =>
    typeof one === 'string' ? { url: one, weight: 1 } : one,
  );

export const serviceFields: readonly string[] = Object.keys(serviceSchema.shape);
