import type { IncomingMessage } from 'node:http';
import type { HubError } from '../../core/errors.ts';
import { toolsetName } from '../tool-tokens/shape.ts';
import type { MetadataDeps } from './metadata.ts';
import { endpointPath, metadataPath, scopeOf, wholeHub } from './resource.ts';

export type Challenge = (toolset: string, refusal: HubError, request: IncomingMessage) => string;

/**
 * The header `WWW-Authenticate` of a refusal (RFC 6750, RFC 9728): what was wrong, where a token is to be had, and which
 * scope it needs. Where no other token would help it says no more than that tokens are taken.
 */
export const challengeOf =
  ({ resource, issuer }: MetadataDeps): Challenge =>
  (toolset, refusal, request) => {
    const { code } = refusal;
    if (code !== 'unauthenticated' && code !== 'insufficient_scope') return 'Bearer';
    const parts: string[] = [];
    if (code === 'insufficient_scope') parts.push('error="insufficient_scope"');
    // Whoever sent nothing has made no mistake yet.
    else if (request.headers.authorization !== undefined) parts.push('error="invalid_token"');
    const origin = resource.originOf(request);
    if (issuer !== undefined && origin !== undefined) {
      // A name out of the address stands in a header only when it is one.
      const named = toolsetName.safeParse(toolset).success;
      parts.push(`resource_metadata="${origin}${metadataPath}${named ? endpointPath(toolset) : wholeHub}"`);
      if (named) parts.push(`scope="${scopeOf(toolset)}"`);
    }
    return ['Bearer', parts.join(', ')].join(' ').trim();
  };
