import { isHubError } from '../../core/errors.ts';
import { methodsOf, pathsOf, type ApiEndpoint, type PipelineDocument } from '../traffic/document/pipeline.ts';
import { readPathPattern, type PathPattern } from '../traffic/match/path-pattern.ts';
import { asSent } from '../traffic/match/request-path.ts';
import { searchPattern } from '../traffic/fields/search-pattern.ts';

/** Whether all requests of a kind are let in, with a path as OpenAPI writes it: `/orders/{id}`. */
export type LetsIn = (method: string, path: string) => boolean;

const anything = readPathPattern('/*');
const parameter = /\{[^{}]*\}/;

export const letsIn = ({ apiEndpoints }: Pick<PipelineDocument, 'apiEndpoints'>): LetsIn => {
  const ways = Object.values(apiEndpoints).map((endpoint) => ({
    methods: new Set(methodsOf(endpoint)),
    takes: pathsTaken(endpoint),
  }));
  return (method, path) =>
    ways.some(({ methods, takes }) => (methods.size === 0 || methods.has(method)) && takes(path));
};

const pathsTaken = (endpoint: ApiEndpoint): ((path: string) => boolean) => {
  if (endpoint.pathRegex !== undefined) return byExpression(endpoint.pathRegex);
  const patterns = patternsOf(endpoint);
  return (path) => patterns.some((pattern) => takes(pattern, asSent(path)));
};

export const patternsOf = (endpoint: ApiEndpoint): PathPattern[] => {
  const paths = pathsOf(endpoint);
  return paths.length === 0 ? [anything] : paths.map(readPathPattern);
};

/** By one example: which values an expression takes is not to be told from its text. */
const byExpression = (source: string): ((path: string) => boolean) => {
  try {
    const search = searchPattern(source, 'pathRegex');
    return (path) => search(path.replace(new RegExp(parameter, 'g'), '1'));
  } catch (error) {
    if (isHubError(error)) return () => false;
    throw error;
  }
};

/** A parameter of the document may be anything: only a name or the rest of a pattern takes all of that. */
const takes = ({ pieces, rest }: PathPattern, path: string): boolean => {
  const parts = path.slice(1).split('/');
  if (rest === null && parts.length > 1 && parts.at(-1) === '') parts.pop();
  if (rest === null ? parts.length !== pieces.length : parts.length < pieces.length) return false;
  const fits = pieces.every((piece, at) => {
    const part = parts[at] ?? '';
    return piece.kind === 'name' ? part !== '' : part === piece.text;
  });
  return fits && (rest === null || rest === '' || (parts[pieces.length] ?? '').startsWith(rest));
};
