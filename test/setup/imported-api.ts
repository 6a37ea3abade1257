import type { IncomingMessage, ServerResponse } from 'node:http';
import { startTestHub, type TestAnswer, type TestHub } from './hub.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/** A whole hub beside a real API on this machine, which a test describes by a document and imports. */
export interface ImportedApi {
  readonly hub: TestHub;
  readonly upstream: Upstream;
  /** How the API answers, by path without its query; what is not named answers what it was sent. */
  readonly routes: Map<string, Route>;
  /** Imports a document over REST under this name; the API is its server unless it names another. */
  importAs(name: string, document: Readonly<Record<string, unknown>>): Promise<Imported>;
  call(connector: string, operation: string, body?: Readonly<Record<string, unknown>>): Promise<CallAnswer>;
  settings(connector: string, settings: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

export type Route = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface Imported {
  readonly connector: string;
  readonly version: number;
  readonly state: string;
  readonly operations: number;
  readonly skipped: readonly { readonly method: string; readonly place: string; readonly reason: string }[];
  readonly changes: readonly {
    readonly operation: string;
    readonly kind: string;
    readonly breaking: boolean;
  }[];
}

/** A good answer or a problem: each has the fields of its kind. */
export interface CallAnswer {
  readonly http: number;
  readonly status: number;
  readonly output: unknown;
  readonly pages: number;
  readonly complete: boolean;
  readonly request: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const echo: Route = (request, response, body) => {
  const { method, url, headers } = request;
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ method, url, headers, body }));
};

export const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

export const startImportedApi = async (): Promise<ImportedApi> => {
  const routes = new Map<string, Route>();
  const upstream = await startUpstream((request, response, body) => {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    (routes.get(path) ?? echo)(request, response, body);
  });
  const hub = await startTestHub({ HUB_EGRESS_ALLOW: `127.0.0.1:${upstream.port}` });
  const done = (answer: TestAnswer): unknown => {
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
    return answer.json;
  };
  return {
    ...{ hub, upstream, routes },
    importAs: async (name, document) => {
      const whole = {
        openapi: '3.1.0',
        info: { title: name, version: '1' },
        servers: [{ url: upstream.origin }],
        ...document,
      };
      return done(
        await hub.request('POST', '/api/connectors/import', { body: { name, document: whole } }),
      ) as Imported;
    },
    call: async (connector, operation, body = {}) => {
      const answer = await hub.request('POST', `/api/operations/${connector}/${operation}/call`, { body });
      return { ...(answer.json as CallAnswer), http: answer.status };
    },
    settings: async (connector, settings) => {
      done(await hub.request('PUT', `/api/connectors/${connector}/settings`, { body: { settings } }));
    },
    stop: async () => {
      await hub.stop();
      await upstream.stop();
    },
  };
};
