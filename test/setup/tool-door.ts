import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { callerId } from '../../core/caller.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { toHubError } from '../../gateway/http/problem.ts';
import type { AccessTokens } from '../../gateway/provider/access-tokens.ts';
import { protectedResource } from '../../gateway/tool-callers/metadata.ts';
import { metadataPath, openToolResource } from '../../gateway/tool-callers/resource.ts';
import { openToolCallers } from '../../gateway/tool-callers/tool-callers.ts';
import { postgresCounter } from '../../platform/limits/postgres-counter.ts';
import { openRateLimiter } from '../../platform/limits/windows.ts';
import type { TestGateway } from './gateway.ts';

/** What the door says of a caller, or why it is shut. */
export interface DoorAnswer {
  readonly status: number;
  readonly code: ErrorCode | undefined;
  readonly retryAfter: number | undefined;
  readonly challenge: string | null;
  readonly message: string;
  readonly caller:
    | {
        readonly id: string;
        readonly kind: string;
        readonly spaceId: string;
        readonly permissions: readonly string[];
        readonly facts: Readonly<Record<string, string>>;
        readonly toolsets: readonly string[] | null;
      }
    | undefined;
  readonly json: unknown;
}

export interface ToolDoor {
  readonly origin: string;
  /** Knocks at `/mcp/<toolset>`. */
  knock(toolset: string, token?: string, headers?: Readonly<Record<string, string>>): Promise<DoorAnswer>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<DoorAnswer>;
  stop(): Promise<void>;
}

export interface DoorOptions {
  readonly gateway: TestGateway;
  readonly accessTokens?: AccessTokens;
  readonly publicUrl?: string;
}

/**
 * The place of a hub where tools are called, with nothing behind it: it answers who has come. Each request comes from an
 * address of its own, unless it names one as a proxy does.
 */
export const openToolDoor = async ({ gateway, accessTokens, publicUrl }: DoorOptions): Promise<ToolDoor> => {
  const { db, clock, toolTokens } = gateway.deps;
  const resource = openToolResource({ publicUrl });
  let strangers = 0;
  const callers = openToolCallers({
    ...{ db, clock, toolTokens, resource, authenticator: gateway.authenticator },
    limiter: openRateLimiter({
      ...{ counter: postgresCounter(db), monotonic: clock.monotonic },
      whenDown: (error) => {
        throw error;
      },
    }),
    addressOf: ({ headers }) =>
      String(headers['x-forwarded-for'] ?? `2001:db8:${(strangers++).toString(16)}::1`),
    accessTokens: accessTokens ?? null,
  });
  const metadata = protectedResource({ resource, issuer: accessTokens?.issuer });
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const toolset = path.slice('/mcp/'.length);
    const answer = async () => {
      if (path.startsWith(metadataPath)) return metadata(request, response);
      const { caller, spaceId, facts, toolsets } = await callers.authenticate(request, toolset);
      const permissions = caller.permissions === 'all' ? ['all'] : [...caller.permissions];
      const shown = { id: callerId(caller), kind: caller.kind, spaceId, permissions, facts };
      response.end(JSON.stringify({ caller: { ...shown, toolsets: toolsets ?? null } }));
    };
    answer().catch((thrown: unknown) => {
      const error = toHubError(thrown);
      response.writeHead(error.status, { 'www-authenticate': callers.challenge(toolset, error, request) });
      response.end(
        JSON.stringify({ code: error.code, message: error.message, retryAfter: error.retryAfter }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const get: ToolDoor['get'] = async (path, headers = {}) => {
    const answer = await fetch(`${origin}${path}`, { headers });
    const json = JSON.parse(await answer.text()) as Partial<
      Pick<DoorAnswer, 'caller' | 'code' | 'message' | 'retryAfter'>
    >;
    const challenge = answer.headers.get('www-authenticate');
    return {
      ...{ status: answer.status, challenge, json },
      ...{ caller: json.caller, code: json.code, message: json.message ?? '', retryAfter: json.retryAfter },
    };
  };
  return {
    ...{ origin, get },
    knock: (toolset, token, headers = {}) =>
      get(`/mcp/${toolset}`, {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A toolset that nobody has put anything into: enough to be named. */
export const addToolset = async (gateway: TestGateway, spaceId: string, name: string): Promise<void> => {
  await gateway.sql(
    `insert into toolsets (space_id, name, title, mode, tools, draft, draft_saved_by, draft_saved_by_name, created_by)
     values ($1, $2, $2, 'list', 0, '{}', 'tests', 'tests', 'tests')`,
    [spaceId, name],
  );
};
