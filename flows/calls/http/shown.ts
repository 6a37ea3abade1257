/** Requests as they may stand in outputs, journals and failures: without what lets somebody in. */

const soundsSecret =
  /(^|[-_.])(api-?key|key|token|secret|auth|authorization|signature|sig|password|cookie)($|[-_.])|(token|apikey|secret|password)$/i;

const mask = '[redacted]';

/** Without the query, which may hold a key. */
export const addressShown = (url: string): string => url.replace(/[?#].*$/s, '').slice(0, 300);

export interface ShownRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const requestShown = (request: {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}): ShownRequest => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = soundsSecret.test(name) ? mask : value;
  // The key is the run's own, and lets nobody in.
  const key = request.headers['idempotency-key'];
  if (key !== undefined) headers['idempotency-key'] = key;
  return { method: request.method, uri: queryMasked(request.url), headers };
};

const queryMasked = (url: string): string => {
  const start = url.indexOf('?');
  if (start < 0) return url;
  const pairs = url
    .slice(start + 1)
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=', 1);
      return soundsSecret.test(name) ? `${name}=${mask}` : pair;
    });
  return `${url.slice(0, start)}?${pairs.join('&')}`;
};
