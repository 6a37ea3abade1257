import { z } from 'zod';
import type { Exchange } from '../exchange.ts';
import { forwardFields, forwardTo, needsService, stripPath } from '../fields/forward-fields.ts';
import { headerName, headerValue } from '../fields/header-names.ts';
import { placeFields, rewritesPlaces } from '../fields/place-fields.ts';
import { sendHeader } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';

/** What express-gateway offers beside this either belongs to the service here (TLS, balancing) or is refused: it would follow redirects of an upstream. */
export const proxy = definePolicy({
  name: 'proxy',
  title: 'Forward to a service',
  about: 'Sends the request to a service and its answer to the client.',
  group: 'upstream',
  action: z.strictObject({
    serviceEndpoint: z.string().min(1).max(100).describe('The service, by its name.'),
    ...forwardFields,
    ...placeFields,
    headers: z
      .record(headerName, z.string().max(4_000))
      .optional()
      .describe('Headers that the service gets with each request.'),
    auth: z
      .string()
      .max(1_000)
      .optional()
      .meta({ secret: true })
      .describe('User and password for the service, as user:password.'),
    strategy: z
      .literal('round-robin')
      .optional()
      .describe('Kept for files; how requests are spread is said at the service.'),
    xfwd: z
      .boolean()
      .optional()
      .describe(
        'The service is told the port of the client as well, in X-Forwarded-Port; who called it is always told.',
      ),
    secure: z.literal(true).optional().describe('Kept for files; certificates are always checked.'),
    followRedirects: z.literal(false).optional().describe('Kept for files; redirects go to the client.'),
  }),
  compile: (action, place, deps) => {
    needsService(action.serviceEndpoint, place, '/serviceEndpoint');
    const to = forwardTo(action.serviceEndpoint, action);
    const headers = Object.entries(action.headers ?? {}).map(
      ([name, value]) => [name.toLowerCase(), headerValue(value)] as const,
    );
    if (action.auth !== undefined)
      headers.push(['authorization', `Basic ${Buffer.from(action.auth).toString('base64')}`]);
    const { forward } = deps;
    const rewrites = rewritesPlaces(action);
    const { xfwd = false } = action;
    if (!action.stripPath && headers.length === 0 && rewrites === null && !xfwd)
      return (exchange) => forward(exchange, to);
    return (exchange) => {
      rewrites?.(exchange);
      if (action.stripPath) stripPath(exchange);
      if (xfwd) sendHeader(exchange, 'x-forwarded-port', portOf(exchange));
      for (const [name, value] of headers) sendHeader(exchange, name, value);
      return forward(exchange, to);
    };
  },
});

/** As the client wrote it in Host. */
const portOf = ({ request, secure }: Exchange): string =>
  /:(\d{1,5})$/.exec(request.headers.host ?? '')?.[1] ?? (secure ? '443' : '80');
