import { createHash } from 'node:crypto';
import type { OperationPlan, ServerPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest-name.ts';
import type { OpenApiCall, OpenApiPort } from '../../core/flow-ports.ts';
import type { Clock } from '../../core/ports.ts';
import { awaitWith } from '../../platform/await-with.ts';
import type { Fetches } from '../openapi/gather-url.ts';
import { importInThread } from '../openapi/import-thread.ts';
import { markedName, operationName } from '../openapi/names.ts';
import { buildRequest } from '../wire/build-request.ts';
import { documentArguments } from './document-arguments.ts';
import { serverUrl } from './server-url.ts';

/** What calls need of a document; its schemas are left where they came from. */
interface KnownDocument {
  readonly title: string;
  readonly servers: readonly ServerPlan[];
  readonly operations: readonly OperationPlan[];
}

interface Kept {
  readonly document: Promise<KnownDocument>;
  readonly until: number;
}

const keepMs = 10 * 60_000;
const mostDocuments = 50;

/** Requests by documents that are no connectors: named by their address in a flow, read when first called. */
export const openDocumentRequests = (deps: {
  readonly egress: Fetches;
  readonly clock: Clock;
}): OpenApiPort => {
  const kept = new Map<string, Kept>();

  const read = async (call: OpenApiCall): Promise<KnownDocument> => {
    const egress = lettingIn(deps.egress, call);
    // Others may wait for the same document: no caller's signal ends the reading, which has limits of its own.
    const { signal } = new AbortController();
    const { plan } = await importInThread({ document: { url: call.document } }, { egress, signal });
    return { title: plan.title, servers: plan.servers, operations: plan.operations };
  };

  const known = (call: OpenApiCall): Promise<KnownDocument> => {
    const name = nameOf(call);
    const now = deps.clock.monotonic();
    const before = kept.get(name);
    if (before !== undefined && before.until > now) return before.document;
    const entry = { document: read(call), until: now + keepMs };
    kept.delete(name);
    kept.set(name, entry);
    entry.document.catch(() => {
      if (kept.get(name) === entry) kept.delete(name);
    });
    const oldest = kept.keys().next();
    if (kept.size > mostDocuments && oldest.done !== true) kept.delete(oldest.value);
    return entry.document;
  };

  return {
    prepare: async (call) => {
      const document = await awaitWith(call.signal, known(call));
      const plan = findOperation(document, call.operationId);
      const servers = plan.servers ?? document.servers;
      const baseUrl = serverUrl(servers, { url: null, variables: {} }, document.title);
      return buildRequest(plan, documentArguments(plan, call.parameters), { baseUrl });
    },
  };
};

/** A digest, because there are secrets in the headers. */
const nameOf = ({ spaceId, document, documentHeaders }: OpenApiCall): string =>
  createHash('sha256')
    .update(JSON.stringify([spaceId, document, documentHeaders]))
    .digest('base64');

/** Who may read the document may read the files beside it; egress keeps credentials from other origins. */
const lettingIn = (egress: Fetches, { document, documentHeaders }: OpenApiCall): Fetches => {
  const origin = URL.parse(document)?.origin;
  return {
    request: (request) =>
      URL.parse(request.url)?.origin === origin
        ? egress.request({ ...request, headers: { ...request.headers, ...documentHeaders } })
        : egress.request(request),
  };
};

/** By its id, by the name that the hub makes of it, or by `GET /pets/{id}` where several share an id. */
const findOperation = ({ title, operations }: KnownDocument, wanted: string): OperationPlan => {
  const name = operationName({ operationId: wanted, method: '', path: '' });
  const found = operations.filter((plan) => {
    const source = `${plan.method} ${plan.source}`;
    return plan.name === name || plan.name === markedName(name, source) || source === wanted;
  });
  const [only, other] = found;
  if (only !== undefined && other === undefined) return only;
  if (only === undefined) {
    const names = operations.map((plan) => plan.name);
    const meant = nearestName(wanted, names);
    throw new HubError(
      'not_found',
      `The document "${title}" has no operation "${wanted.slice(0, 100)}"${meant === undefined ? '' : `. Did you mean "${meant}"?`}`,
    );
  }
  const choices = found.map(({ method, source }) => `"${method} ${source}"`).join(', ');
  throw new HubError(
    'not_found',
    `"${wanted.slice(0, 100)}" stands for several operations of the document "${title}". Name one of ${choices}.`,
  );
};
