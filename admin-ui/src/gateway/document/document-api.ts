import { answer, type HubClient } from '../../api/hub-client.ts';
import type { GatewayDiff, GatewayFacts, GatewayVersion } from '../../api/shapes.ts';

export type DocumentKind = 'pipeline' | 'service';

export interface Save {
  readonly name: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly basedOn: number;
  readonly note: string;
}

interface VersionQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly sort?: 'number' | '-number';
}

/** Pipelines and services are handled alike, at two addresses. */
export interface DocumentApi {
  read(name: string, signal?: AbortSignal): Promise<GatewayFacts>;
  save(save: Save): Promise<GatewayFacts>;
  remove(name: string): Promise<unknown>;
  versions(
    name: string,
    query: VersionQuery,
    signal: AbortSignal,
  ): Promise<{ items: GatewayVersion[]; next: string | null }>;
  diff(name: string, sides: { from: number; to?: number }, signal: AbortSignal): Promise<GatewayDiff>;
  restore(name: string, number: number, basedOn: number): Promise<GatewayFacts>;
}

export const documentApi = (client: HubClient, kind: DocumentKind): DocumentApi =>
  kind === 'pipeline' ? pipelines(client) : services(client);

const pipelines = (client: HubClient): DocumentApi => ({
  read: (name, signal) =>
    answer(client.GET('/api/pipelines/{name}', { params: { path: { name } }, ...at(signal) })),
  save: (save) => answer(client.PUT('/api/pipelines', { body: bodyOf(save) })),
  remove: (name) => answer(client.DELETE('/api/pipelines/{name}', { params: { path: { name } } })),
  versions: (name, query, signal) =>
    answer(client.GET('/api/pipelines/{name}/versions', { params: { path: { name }, query }, signal })),
  diff: (name, query, signal) =>
    answer(client.GET('/api/pipelines/{name}/diff', { params: { path: { name }, query }, signal })),
  restore: (name, number, basedOn) =>
    answer(
      client.POST('/api/pipelines/{name}/versions/{number}/restore', {
        params: { path: { name, number } },
        body: { basedOn },
      }),
    ),
});

const services = (client: HubClient): DocumentApi => ({
  read: (name, signal) =>
    answer(client.GET('/api/services/{name}', { params: { path: { name } }, ...at(signal) })),
  save: (save) => answer(client.PUT('/api/services', { body: bodyOf(save) })),
  remove: (name) => answer(client.DELETE('/api/services/{name}', { params: { path: { name } } })),
  versions: (name, query, signal) =>
    answer(client.GET('/api/services/{name}/versions', { params: { path: { name }, query }, signal })),
  diff: (name, query, signal) =>
    answer(client.GET('/api/services/{name}/diff', { params: { path: { name }, query }, signal })),
  restore: (name, number, basedOn) =>
    answer(
      client.POST('/api/services/{name}/versions/{number}/restore', {
        params: { path: { name, number } },
        body: { basedOn },
      }),
    ),
});

const at = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal });

const bodyOf = ({ document, ...rest }: Save) => ({ ...rest, document: { ...document } });
