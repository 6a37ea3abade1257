import { HubError } from '../../core/errors.ts';
import type { Egress } from '../../platform/egress/egress.ts';
import type { ProviderFetch } from './client.ts';

interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Documents of a provider and its answers are small; a large one is not what it says it is. */
const mostBytes = 1024 * 1024;

/** The library speaks fetch, the hub's one way out does not: this is all that lies between them. */
export const fetchOverEgress =
  (egress: Egress): ProviderFetch =>
  async (url, options) => {
    const { method, headers, body, signal } = options as FetchOptions;
    const answer = await egress.request({
      url,
      // A redirect is an answer here: credentials must not follow it.
      limits: { redirects: 0, maxBytes: mostBytes },
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers }),
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined || body === null ? {} : { body: textOf(body) }),
    });
    const received = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const one of typeof value === 'string' ? [value] : (value ?? [])) received.append(name, one);
    }
    const bytes = await answer.bytes();
    return new Response(hasNoBody(answer.status) ? null : new Uint8Array(bytes), {
      status: answer.status,
      headers: received,
    });
  };

const textOf = (body: unknown): string => {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new HubError('internal', 'The identity provider was to be sent something other than a form.');
};

const hasNoBody = (status: number): boolean => status === 204 || status === 205 || status === 304;
