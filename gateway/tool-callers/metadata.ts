import type { IncomingMessage, ServerResponse } from 'node:http';
import { HubError } from '../../core/errors.ts';
import { toolsetName } from '../tool-tokens/shape.ts';
import { endpointPath, metadataPath, scopeOf, wholeHub, wholeScope, type ToolResource } from './resource.ts';

export interface MetadataDeps {
  readonly resource: ToolResource;
  /** Whose tokens are taken; undefined where no identity provider is configured. */
  readonly issuer: string | undefined;
}

/** Says to clients where they get tokens for tools (RFC 9728). It is the same for toolsets that are there and that are not. */
export const protectedResource =
  (deps: MetadataDeps) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const toolset = toolsetAt(request);
    // Anybody may read it, pages of other origins too: it is where their sign-in begins.
    response.setHeader('access-control-allow-origin', '*');
    if (request.method === 'OPTIONS') return allow(response);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new HubError('method_not_allowed', 'Only GET is offered here.', { details: { allow: 'GET' } });
    const origin = deps.resource.originOf(request);
    if (deps.issuer === undefined)
      throw new HubError('not_found', 'This hub has no identity provider. Tools are called with API keys.');
    if (origin === undefined)
      throw new HubError(
        'not_found',
        'This hub does not know by which address it is reached, so that no token can be meant for it. Set HUB_PUBLIC_URL.',
      );
    const body = JSON.stringify({
      resource: `${origin}${toolset === undefined ? wholeHub : endpointPath(toolset)}`,
      resource_name: 'App Connect',
      authorization_servers: [deps.issuer],
      scopes_supported: [toolset === undefined ? wholeScope : scopeOf(toolset)],
      bearer_methods_supported: ['header'],
    });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'public, max-age=300',
    });
    response.end(body);
  };

/** Undefined for all toolsets together. */
const toolsetAt = ({ url = '/' }: IncomingMessage): string | undefined => {
  const [path = ''] = url.split('?');
  const rest = path.startsWith(metadataPath) ? path.slice(metadataPath.length) : undefined;
  if (rest === '' || rest === wholeHub) return undefined;
  const name = rest?.startsWith(`${wholeHub}/`) === true ? rest.slice(wholeHub.length + 1) : '';
  if (toolsetName.safeParse(name).success) return name;
  throw new HubError('not_found', `There is nothing at "${path.slice(0, 200)}".`);
};

const allow = (response: ServerResponse): void => {
  response.writeHead(204, {
    'access-control-allow-methods': 'GET',
    'access-control-allow-headers': 'mcp-protocol-version',
    'access-control-max-age': '600',
  });
  response.end();
};
