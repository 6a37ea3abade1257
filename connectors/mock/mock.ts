import type { ConnectorPlan, OperationPlan, ResponseContent } from '../../core/connector.ts';
import { sampleOf } from '../../core/schema/sample.ts';
import { schemaSet, type SchemaSet } from '../../core/schema/schema-set.ts';
import type { Answer } from '../wire/received.ts';
import type { WireRequest } from '../wire/wire-request.ts';
import { missingOf } from './missing.ts';
import { openRoutes } from './routes.ts';

/** A server of a document that keeps nothing: it answers every right request with an example. */
export type Mock = (request: WireRequest) => Answer;

/** Answers as the document says; a request that it would not take is refused as a server would. */
export const openMock = (plan: Pick<ConnectorPlan, 'operations' | 'definitions'>): Mock => {
  const routes = openRoutes(plan.operations);
  const schemas = schemaSet(plan.definitions);
  return (request) => {
    const url = new URL(request.url);
    const path = url.pathname;
    const exact = routes.find(request.method, path);
    // Most servers take a slash at the end.
    const candidates = exact.length > 0 ? exact : routes.find(request.method, path.replace(/\/$/, ''));
    if (candidates.length === 0)
      return refusal(404, `The document has no ${request.method} ${path.slice(0, 300)}.`);
    // Several operations at one address are told apart by what they require.
    let reason = '';
    for (const operation of candidates) {
      const missing = missingOf(operation, request, url);
      if (missing === undefined) return exampleAnswer(operation, schemas);
      reason ||= missing;
    }
    return refusal(400, reason);
  };
};

/** For a request of which the operation is known. */
export const mockOne = (operation: OperationPlan, request: WireRequest, schemas: SchemaSet): Answer => {
  const missing = missingOf(operation, request, new URL(request.url));
  return missing === undefined ? exampleAnswer(operation, schemas) : refusal(400, missing);
};

const refusal = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  bytes: Buffer.from(JSON.stringify({ message })),
});

/** The answer that the document gives as an example, or one made from its schema. */
const exampleAnswer = (operation: OperationPlan, schemas: SchemaSet): Answer => {
  const good = operation.responses
    .filter(({ status }) => status.startsWith('2'))
    .sort((a, b) => (a.status < b.status ? -1 : 1));
  const chosen = good[0] ?? operation.responses.find(({ status }) => status === 'default');
  const status = statusOf(chosen?.status);
  const content = chosen?.contents[0];
  if (content === undefined || status === 204 || status === 205)
    return {
      status: content === undefined && status === 200 ? 204 : status,
      headers: {},
      bytes: Buffer.alloc(0),
    };
  return {
    status,
    headers: { 'content-type': concrete(content.mediaType) },
    bytes: bodyOf(content, schemas),
  };
};

const statusOf = (status: string | undefined): number => {
  if (status === undefined || status === 'default' || status === '2XX') return 200;
  return Number(status);
};

const ranges: Readonly<Record<string, string>> = {
  'image/*': 'image/png',
  'audio/*': 'audio/mpeg',
  'video/*': 'video/mp4',
  'text/*': 'text/plain',
};

const concrete = (mediaType: string): string =>
  mediaType.includes('*') ? (ranges[mediaType] ?? 'application/json') : mediaType;

const bodyOf = (content: ResponseContent, schemas: SchemaSet): Buffer => {
  const value = content.example ?? (content.schema === undefined ? {} : sampleOf(schemas, content.schema));
  switch (content.kind) {
    case 'json':
      // Some documents hold their examples as texts of JSON.
      return Buffer.from(typeof value === 'string' && isJson(value) ? value : JSON.stringify(value));
    case 'form':
      return Buffer.from(new URLSearchParams(flat(value)).toString());
    case 'text':
      return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    case 'multipart':
    case 'binary':
      return Buffer.from('example');
    default:
      return content.kind satisfies never;
  }
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const flat = (value: unknown): Record<string, string> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          name,
          typeof inner === 'string' ? inner : JSON.stringify(inner),
        ]),
      )
    : {};
