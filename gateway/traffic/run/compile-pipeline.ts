import { HubError } from '../../../core/errors.ts';
import { patternFor } from '../../../core/schema/pattern.ts';
import { compileSteps } from '../document/compile-steps.ts';
import type { Language } from '../document/language.ts';
import { methodsOf, pathsOf, type ApiEndpoint, type PipelineDocument } from '../document/pipeline.ts';
import type { DocumentProblem } from '../document/problems.ts';
import { stepsOf } from '../document/steps.ts';
import type { Endpoint } from '../match/endpoints.ts';
import { readPathPattern } from '../match/path-pattern.ts';
import type { CompiledPipeline } from '../pipeline.ts';

export interface OpenPipeline {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** Checked when it was saved; its secrets are open. */
  readonly document: PipelineDocument;
}

export interface SpaceOfPipeline {
  readonly spaceId: string;
  readonly slug: string;
  readonly hasService: (name: string) => boolean;
}

export interface CompiledWays {
  readonly endpoints: readonly Endpoint[];
  readonly problems: readonly DocumentProblem[];
}

/** A stored pipeline as requests meet it. Nothing of it is left to look up later. */
export const compilePipeline = (
  stored: OpenPipeline,
  space: SpaceOfPipeline,
  language: Language,
): CompiledWays => {
  const { document } = stored;
  if (document.enabled === false) return { endpoints: [], problems: [] };
  const { steps, parts, problems } = compileSteps(
    document,
    { spaceId: space.spaceId, pipeline: stored.name, hasService: space.hasService },
    language,
  );
  if (problems.length > 0) return { endpoints: [], problems };
  const pipeline = {
    ...partsOf(stored, space),
    ...{ steps, parts },
    asksForCertificates: stepsOf(document).some(({ policy }) => policy === 'mutual-tls'),
  };
  return { endpoints: endpointsOf(document, pipeline), problems: [] };
};

/** The ways into one that cannot be run: whoever comes is told to come again. */
export const shutPipeline = (
  stored: OpenPipeline,
  space: Pick<SpaceOfPipeline, 'spaceId' | 'slug'>,
): readonly Endpoint[] => {
  if (stored.document.enabled === false) return [];
  const refuse = (): never => {
    throw new HubError('service_unavailable', 'This route cannot be used right now.');
  };
  return endpointsOf(stored.document, {
    ...partsOf(stored, space),
    ...{ steps: [refuse], asksForCertificates: false },
    parts: [{ policy: 'shut', at: '', test: null, handler: refuse }],
  });
};

const partsOf = (
  { id, name, version, document: { limits } }: OpenPipeline,
  { spaceId, slug }: Pick<SpaceOfPipeline, 'spaceId' | 'slug'>,
) => ({
  ...{ spaceId, spaceSlug: slug, id, name, version },
  bodyBytes: limits?.bodyBytes ?? null,
  answerBytes: limits?.answerBytes ?? null,
  pluginMs: limits?.pluginMs ?? null,
});

const endpointsOf = (document: PipelineDocument, pipeline: CompiledPipeline): Endpoint[] =>
  Object.entries(document.apiEndpoints).map(([name, endpoint]) => compileEndpoint(name, endpoint, pipeline));

const compileEndpoint = (name: string, endpoint: ApiEndpoint, pipeline: CompiledPipeline): Endpoint => {
  const { pathRegex } = endpoint;
  const pattern =
    pathRegex === undefined ? null : patternFor(pathRegex, { patterns: new Map(), notes: new Set() });
  const paths = pathsOf(endpoint);
  const methods = methodsOf(endpoint);
  return {
    ...{ name, pipeline, host: endpoint.host?.toLowerCase() ?? '*' },
    paths: (paths.length === 0 && pathRegex === undefined ? ['/*'] : paths).map(readPathPattern),
    pathRegex: pathRegex === undefined || pattern === null ? null : { text: pathRegex, pattern },
    methods: methods.length === 0 ? null : new Set(methods),
    scopes: endpoint.scopes ?? [],
    priority: endpoint.priority ?? 0,
  };
};
