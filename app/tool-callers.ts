import type { Clock, RateLimiter } from '../core/ports.ts';
import type { PlainHandler } from '../gateway/http/dispatch.ts';
import { openEdge } from '../gateway/http/origin.ts';
import type { AccessTokens } from '../gateway/provider/access-tokens.ts';
import type { Authenticator } from '../gateway/sign-in/authenticate.ts';
import { metadataPath, openToolResource } from '../gateway/tool-callers/resource.ts';
import type { ToolCallers } from '../gateway/tool-callers/tool-callers.ts';
import type { ToolTokens } from '../gateway/tool-tokens/token.ts';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db/open.ts';
import { edgeOptions } from './edge-options.ts';

export interface ToolCallersParts {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  readonly authenticator: Authenticator;
  readonly toolTokens: ToolTokens;
  /** Null where no identity provider is configured. */
  readonly accessTokens: AccessTokens | null;
}

export interface OpenedToolCallers {
  /** Loads what says who calls tools when the first one does. */
  callers(): Promise<ToolCallers>;
  /** Where clients learn who gives them tokens, by path. */
  readonly wellKnown: ReadonlyMap<string, PlainHandler>;
}

export const openToolCallers = (parts: ToolCallersParts): OpenedToolCallers => {
  const { config, accessTokens } = parts;
  const resource = openToolResource({ publicUrl: config.HUB_PUBLIC_URL });
  let opened: Promise<ToolCallers> | undefined;
  const open = async (): Promise<ToolCallers> => {
    const callers = await import('../gateway/tool-callers/tool-callers.ts');
    const { addressOf } = openEdge(edgeOptions(config));
    return callers.openToolCallers({ ...parts, resource, addressOf });
  };
  const answer: PlainHandler = async (request, response) => {
    const { protectedResource } = await import('../gateway/tool-callers/metadata.ts');
    protectedResource({ resource, issuer: accessTokens?.issuer })(request, response);
  };
  return {
    callers: () => (opened ??= open()),
    wellKnown: new Map([
      [metadataPath, answer],
      [`${metadataPath}/`, answer],
    ]),
  };
};
