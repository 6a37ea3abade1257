import type { KnownConnector, KnownConnectors } from '../connectors/call/known.ts';
import type { RequestChecks } from '../connectors/check/open-request-checks.ts';
import { HubError, isHubError } from '../core/errors.ts';
import { keepNewest } from '../core/keep-newest.ts';
import type { Clock } from '../core/ports.ts';
import type { MockRequest, PolicyDeps } from '../gateway/traffic/policy-deps.ts';

type Documents = Pick<PolicyDeps, 'operationOf'> & Required<Pick<PolicyDeps, 'methodsOf' | 'mockAnswer'>>;

interface Document {
  readonly connector: KnownConnector;
  readonly checks: RequestChecks;
}

interface Entry {
  document: Promise<Document>;
  checkedAt: number;
  asking: boolean;
}

/** As known connectors are trusted: a change is seen after this. */
const trustMs = 1_000;
const mostDocuments = 200;

/** What pipelines take of imported documents: checks of requests, and examples as answers. */
export const documentsForTraffic = (known: KnownConnectors, clock: Pick<Clock, 'monotonic'>): Documents => {
  const entries = new Map<string, Entry>();

  const load = async (spaceId: string, name: string): Promise<Document> => {
    const connector = await known.get(spaceId, name);
    return { connector, checks: await checksOf(connector) };
  };

  const documentOf = (spaceId: string, name: string): Promise<Document> => {
    const key = `${spaceId} ${name}`;
    const entry = entries.get(key);
    if (entry === undefined) {
      const made = { document: load(spaceId, name), checkedAt: clock.monotonic(), asking: false };
      keepNewest(entries, { key, value: made, most: mostDocuments });
      made.document.catch(() => {
        if (entries.get(key) === made) entries.delete(key);
      });
      return made.document;
    }
    if (!entry.asking && clock.monotonic() - entry.checkedAt >= trustMs)
      void lookAgain(entry, { key, spaceId, name });
    return entry.document;
  };

  /** Beside the requests: none of them waits for the database, and what is known is good while that is away. */
  const lookAgain = async (
    entry: Entry,
    { key, spaceId, name }: { readonly key: string; readonly spaceId: string; readonly name: string },
  ): Promise<void> => {
    entry.asking = true;
    try {
      const before = await entry.document;
      const connector = await known.get(spaceId, name);
      if (connector !== before.connector)
        entry.document = Promise.resolve({ connector, checks: await checksOf(connector) });
    } catch (error) {
      // Taken out meanwhile: the next request says so.
      if (isHubError(error) && error.code === 'not_found') entries.delete(key);
    } finally {
      entry.checkedAt = clock.monotonic();
      entry.asking = false;
    }
  };

  return {
    operationOf: async (spaceId, name, { method, path }) => {
      const { checks } = await present(documentOf(spaceId, name));
      const found = await checks.find(method, path);
      return found === undefined
        ? undefined
        : {
            operation: found.name,
            check: ({ query, headers, body, unknownQuery }) =>
              found.problems({ path, query, headers, body }, unknownQuery),
          };
    },
    methodsOf: async (spaceId, name, path) => (await present(documentOf(spaceId, name))).checks.methods(path),
    mockAnswer: async (spaceId, name, request) => {
      const { connector, checks } = await present(documentOf(spaceId, name));
      return exampleOf(connector, checks, request);
    },
  };
};

/** Where the connector is gone nothing may pass, not even where unknown operations may. */
const present = async (document: Promise<Document>): Promise<Document> => {
  try {
    return await document;
  } catch (cause) {
    if (!isHubError(cause) || cause.code !== 'not_found') throw cause;
    // Whoever calls learns nothing of what is behind the route; the log has the cause.
    throw new HubError('not_configured', 'The document by which this route works is not there.', { cause });
  }
};

const checksOf = async (connector: KnownConnector): Promise<RequestChecks> => {
  const { openRequestChecks } = await import('../connectors/check/open-request-checks.ts');
  return openRequestChecks({
    operations: await connector.places(),
    definitions: connector.definitions,
    schemes: connector.frame.schemes,
    plan: async (operation) => (await connector.operation(operation)).plan,
  });
};

/** Of operations that share an address the one that takes the request answers. */
const exampleOf = async (
  connector: KnownConnector,
  checks: RequestChecks,
  request: MockRequest,
): ReturnType<Documents['mockAnswer']> => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
  const asked = {
    method: request.method,
    url: `http://localhost${request.path}${request.query}`,
    headers,
    ...(request.body.length === 0 ? {} : { body: request.body }),
  };
  let refused: Awaited<ReturnType<Documents['mockAnswer']>>;
  for (const name of checks.names(request.method, request.path)) {
    const { status, headers: answered, bytes } = (await connector.operation(name)).mock(asked);
    const answer = {
      status,
      headers: Object.entries(answered).flatMap(([header, value]) =>
        [value ?? []].flat().flatMap((one) => [header, one]),
      ),
      body: Buffer.from(bytes),
    };
    if (status < 400) return answer;
    refused ??= answer;
  }
  return refused;
};
