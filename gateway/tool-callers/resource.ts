import type { IncomingMessage } from 'node:http';

/** The hub's tools as a protected resource (RFC 9728): by which address they are known to those who issue tokens for them. */
export interface ToolResource {
  /** Undefined where the hub cannot be sure of its own address. */
  originOf(request: IncomingMessage): string | undefined;
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d{1,5}))?$/i;

/**
 * The public address. Without one the hub believes names of this machine only, and only with the port that the request
 * came in by: whoever could choose the address by the Host header could come with a token for another service.
 */
export const openToolResource = ({ publicUrl }: { readonly publicUrl: string | undefined }): ToolResource => {
  const open = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return {
    originOf: ({ headers: { host = '' }, socket }) => {
      if (open !== undefined) return open;
      const match = loopback.exec(host);
      return match !== null && Number(match[1] ?? 80) === socket.localPort
        ? `http://${host.toLowerCase()}`
        : undefined;
    },
  };
};

export const wholeHub = '/mcp';
export const endpointPath = (toolset: string): string => `${wholeHub}/${toolset}`;

/** Of all toolsets; of one. */
export const wholeScope = 'mcp';
export const scopeOf = (toolset: string): string => `${wholeScope}:${toolset}`;

export const metadataPath = '/.well-known/oauth-protected-resource';
