import { methodsOf, pathsOf, type PipelineDocument } from '../document/pipeline.ts';
import { targetsOf, type ServiceDocument } from '../document/service-document.ts';

/** What lists show of a document without reading it. */
export interface DocumentSummary {
  /** Of a pipeline; the first of them, each with the first of its paths. */
  readonly endpoints: EndpointSummary[];
  /** Names of its policies in their order. */
  readonly policies: string[];
  /** Of a service; the first of them. */
  readonly urls: string[];
}

interface EndpointSummary {
  readonly name: string;
  readonly host: string;
  readonly paths: string[];
  /** None: all. */
  readonly methods: string[];
}

const shown = 20;

export const summaryOfPipeline = ({ apiEndpoints, policies }: PipelineDocument): DocumentSummary => ({
  endpoints: Object.entries(apiEndpoints)
    .slice(0, shown)
    .map(([name, endpoint]) => ({
      ...{ name, host: endpoint.host ?? '*' },
      paths: endpoint.pathRegex === undefined ? pathsOf(endpoint).slice(0, shown) : [endpoint.pathRegex],
      methods: methodsOf(endpoint).slice(0, shown),
    })),
  policies: policies.flatMap((entry) => Object.keys(entry)),
  urls: [],
});

export const summaryOfService = (service: ServiceDocument): DocumentSummary => ({
  ...{ endpoints: [], policies: [] },
  urls: targetsOf(service)
    .slice(0, shown)
    .map(({ url }) => url),
});
