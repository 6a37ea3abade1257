import { isObject, own } from '../../core/schema/plain.ts';
import { pipelineSchema, methodsOf, pathsOf, type PipelineDocument } from '../traffic/document/pipeline.ts';
import { stepsOf, type GivenStep } from '../traffic/document/steps.ts';
import type { PublicApi, PublicLimit } from './public-api-shape.ts';
import type { PublishedPipeline } from './store-published.ts';
import { waysInOf } from './ways-in.ts';

/** The document of a published pipeline; null for one that an older version saved in words that are not read any more. */
export const readPublished = ({ document }: PublishedPipeline): PipelineDocument | null =>
  pipelineSchema.safeParse(document).data ?? null;

export const publicApi = (published: PublishedPipeline, addresses: readonly string[]): PublicApi => {
  const pipeline = readPublished(published);
  const steps = stepsOf(published.document);
  const { name, title, about } = published;
  return {
    ...{ name, title, about },
    endpoints: Object.values(pipeline?.apiEndpoints ?? {}).map((endpoint) => ({
      urls: urlsFor(addresses, endpoint.host),
      methods: methodsOf(endpoint),
      paths: endpoint.pathRegex === undefined ? pathsOf(endpoint) : [endpoint.pathRegex],
      scopes: endpoint.scopes ?? [],
    })),
    authentication: waysInOf(steps),
    limits: steps.flatMap(limitOf),
    documented: pipeline?.portal?.openapi !== undefined,
  };
};

/** Where requests under that name are let in only, it stands in the address. */
const urlsFor = (addresses: readonly string[], host: string | undefined): string[] => {
  if (host === undefined || host.includes('*')) return [...addresses];
  const named = addresses.map((address) => {
    const url = new URL(address);
    url.hostname = host;
    return url.href.replace(/\/$/, '');
  });
  return [...new Set(named)];
};

const limitOf = ({ policy, action, condition }: GivenStep): PublicLimit[] => {
  const sometimes = condition !== undefined;
  const max = own(action, 'max');
  if (policy === 'quota' && typeof max === 'number') {
    const period = own(action, 'period') === 'day' ? 'day' : 'month';
    const by = forWhom(own(action, 'by') ?? 'consumer');
    return [{ kind: 'quota', ...{ max, period, by, sometimes }, seconds: null }];
  }
  if (policy !== 'rate-limit' || max === 0) return [];
  const windowMs = own(action, 'windowMs');
  return [
    {
      kind: 'rate',
      max: typeof max === 'number' ? max : 5,
      seconds: typeof windowMs === 'number' ? windowMs / 1000 : 60,
      period: null,
      by: own(action, 'rateLimitBy') === undefined ? forWhom(own(action, 'by') ?? 'ip') : 'other',
      sometimes,
    },
  ];
};

const forWhom = (by: unknown): PublicLimit['by'] => (by === 'consumer' || by === 'ip' ? by : 'other');

/** What a policy of that name is given first. */
export const firstAction = (document: unknown, policy: string): Readonly<Record<string, unknown>> | null =>
  stepsOf(document).find((step) => step.policy === policy && isObject(step.action))?.action ?? null;
