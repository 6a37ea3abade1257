import { isList, isObject, own, type PlainObject } from '../../../core/schema/plain.ts';
import type { PipelineDocument } from '../../traffic/document/pipeline.ts';
import { patternsOf, type LetsIn } from '../let-in.ts';

interface Given {
  readonly document: PlainObject;
  readonly pipeline: PipelineDocument;
  readonly lets: LetsIn;
  /** As the pipeline itself says it, where it checks by the same document. */
  readonly said: string | null;
}

/** What stands before the document's paths at the gateway: as said, nothing, as at its own server, or what an endpoint begins with. */
export const basePathOf = ({ document, pipeline, lets, said }: Given): string => {
  if (said !== null) return said;
  const calls = callsOf(document);
  const fits = (base: string): boolean => calls.some(([method, path]) => lets(method, base + path));
  return ['', ...serverPaths(document), ...beginnings(pipeline)].find(fits) ?? '';
};

export const httpMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

const callsOf = (document: PlainObject): [string, string][] => {
  const paths = own(document, 'paths');
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) =>
    isObject(item)
      ? httpMethods
          .filter((method) => own(item, method) !== undefined)
          .map((method): [string, string] => [method.toUpperCase(), path])
      : [],
  );
};

export const serverUrls = (document: unknown): string[] => {
  const servers = isObject(document) ? own(document, 'servers') : undefined;
  return (isList(servers) ? servers : []).flatMap((server) => {
    const url = isObject(server) ? own(server, 'url') : undefined;
    return typeof url === 'string' ? [url] : [];
  });
};

const serverPaths = (document: PlainObject): string[] =>
  serverUrls(document).flatMap((url) => {
    if (!URL.canParse(url, 'http://relative.invalid')) return [];
    const path = new URL(url, 'http://relative.invalid').pathname.replace(/\/+$/, '');
    return path === '' || path.includes('%7B') ? [] : [path];
  });

/** `/shop/*`: what stands before the rest. */
const beginnings = ({ apiEndpoints }: PipelineDocument): string[] =>
  Object.values(apiEndpoints)
    .filter(({ pathRegex }) => pathRegex === undefined)
    .flatMap(patternsOf)
    .filter(({ pieces, rest }) => rest === '' && pieces.every(({ kind }) => kind === 'plain'))
    .map(({ pieces }) => pieces.map((piece) => `/${piece.kind === 'plain' ? piece.text : ''}`).join(''));
