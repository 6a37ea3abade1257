import { isList, isObject, own, type PlainObject } from '../../../core/schema/plain.ts';
import type { PipelineDocument } from '../../traffic/document/pipeline.ts';
import { letsIn } from '../let-in.ts';
import type { PublicApi, WayIn } from '../public-api-shape.ts';
import { basePathOf, httpMethods, serverUrls } from './base-path.ts';
import { openParts, type CopiedParts } from './copy-parts.ts';
import { openHideHosts } from './hide-hosts.ts';

export interface Published {
  readonly api: PublicApi;
  readonly pipeline: PipelineDocument;
  /** Before the document's paths, as the pipeline says it; null where it does not. */
  readonly basePath: string | null;
  /** Addresses of the gateway, the first of them for examples. */
  readonly addresses: readonly string[];
  /** Where its services are. */
  readonly upstreams: readonly string[];
}

/**
 * The document of an API as its callers see it: the gateway's addresses, its ways to sign in, the operations that are let in,
 * and what those need. Null where there is none.
 */
export const publicDocument = (given: unknown, published: Published): Record<string, unknown> | null => {
  if (!isObject(given)) return null;
  const document = given;
  const { api, pipeline, addresses } = published;
  const lets = letsIn(pipeline);
  const base = basePathOf({ document, pipeline, lets, said: published.basePath });
  const hide = openHideHosts(
    [...published.upstreams, ...allServers(document)],
    addresses[0] ?? 'https://api.example.com',
  );
  const parts = openParts(document, hide);
  const paths = pathsOf(document, { parts, lets: (method, path) => lets(method, base + path) });
  const { schemes, security } = waysIn(api.authentication);
  return {
    openapi: own(document, 'openapi'),
    info: infoOf(document, { api, parts }),
    servers: addresses.map((address) => ({ url: `${address}${base}` })),
    tags: tagsOf(document, paths, parts),
    paths,
    components: {
      ...parts.components(),
      ...(Object.keys(schemes).length > 0 && { securitySchemes: schemes }),
    },
    security,
  };
};

/** Of the document, of its paths and of their operations: each may have its own. */
const allServers = (document: PlainObject): string[] => {
  const items = Object.values(objectOf(own(document, 'paths')));
  const operations = items.flatMap((item) => Object.values(objectOf(item)));
  return [document, ...items, ...operations].flatMap(serverUrls);
};

const infoOf = (
  document: PlainObject,
  { api, parts }: { readonly api: PublicApi; readonly parts: CopiedParts },
): Record<string, unknown> => {
  const info = objectOf(own(document, 'info'));
  const description = api.about === '' ? parts.text(own(info, 'description')) : api.about;
  return {
    title: api.title,
    version: parts.text(own(info, 'version')) ?? '',
    ...(description !== undefined && { description }),
  };
};

interface PathParts {
  readonly parts: CopiedParts;
  readonly lets: (method: string, path: string) => boolean;
}

const pathsOf = (document: PlainObject, { parts, lets }: PathParts): Record<string, unknown> => {
  const kept = Object.entries(objectOf(own(document, 'paths'))).flatMap(([path, item]) => {
    if (!path.startsWith('/') || !isObject(item)) return [];
    const shared = own(item, 'parameters');
    const operations = httpMethods.flatMap((method): [string, unknown][] => {
      const operation = own(item, method);
      if (!isObject(operation) || !lets(method.toUpperCase(), path)) return [];
      return [[method, parts.copy({ ...operation, ...withShared(shared, operation) }, 'operation')]];
    });
    return operations.length === 0 ? [] : [[path, Object.fromEntries(operations)] as const];
  });
  return Object.fromEntries(kept);
};

/** Parameters of a path, but those that the operation has of its own. */
const withShared = (shared: unknown, operation: PlainObject): PlainObject => {
  if (!isList(shared) || shared.length === 0) return {};
  const given = own(operation, 'parameters');
  const mine = isList(given) ? given : [];
  const nameOf = (parameter: unknown): string =>
    isObject(parameter)
      ? JSON.stringify([own(parameter, 'in'), own(parameter, 'name'), own(parameter, '$ref')])
      : '';
  const taken = new Set(mine.map(nameOf));
  return { parameters: [...shared.filter((each) => !taken.has(nameOf(each))), ...mine] };
};

const tagsOf = (
  document: PlainObject,
  paths: Record<string, unknown>,
  parts: CopiedParts,
): { name: string; description?: string }[] => {
  const used = new Set(
    Object.values(paths)
      .flatMap((item) => Object.values(objectOf(item)))
      .flatMap((operation) => own(objectOf(operation), 'tags') ?? [])
      .filter((tag) => typeof tag === 'string'),
  );
  const tags = own(document, 'tags');
  return (isList(tags) ? tags : []).flatMap((tag) => {
    const name = parts.text(own(objectOf(tag), 'name'));
    if (name === undefined || !used.has(name)) return [];
    const description = parts.text(own(objectOf(tag), 'description'));
    return [{ name, ...(description !== undefined && { description }) }];
  });
};

/** Requests show all that is asked for at once; nothing has to be shown where everything is optional. */
const waysIn = (
  ways: readonly WayIn[],
): { schemes: Record<string, unknown>; security: Record<string, []>[] } => {
  const named = ways.map((way, at) => [`${way.kind}${at === 0 ? '' : at + 1}`, way] as const);
  const schemes = Object.fromEntries(named.map(([name, way]) => [name, schemeOf(way)]));
  const needed = named.filter(([, { optional }]) => !optional);
  const one = (entries: typeof named): Record<string, []> =>
    Object.fromEntries(entries.map(([name]) => [name, []]));
  if (named.length === 0) return { schemes, security: [] };
  return {
    schemes,
    security: needed.length > 0 ? [one(needed)] : [{}, ...named.map((entry) => one([entry]))],
  };
};

const schemeOf = ({ kind, header, scheme, query }: WayIn): Record<string, unknown> => {
  switch (kind) {
    case 'basic':
      return { type: 'http', scheme: 'basic' };
    case 'certificate':
      return { type: 'mutualTLS' };
    case 'hmac':
      return { type: 'http', scheme: 'hmac', description: 'Each request is signed.' };
    case 'key':
    case 'token':
      if (header === 'Authorization' && scheme === 'Bearer') return { type: 'http', scheme: 'bearer' };
      return header === null
        ? { type: 'apiKey', in: 'query', name: query ?? 'apiKey' }
        : {
            ...{ type: 'apiKey', in: 'header', name: header },
            ...(scheme !== null && { description: `${scheme} <${kind}>` }),
          };
    default:
      return kind satisfies never;
  }
};

const objectOf = (value: unknown): PlainObject => (isObject(value) ? value : {});
