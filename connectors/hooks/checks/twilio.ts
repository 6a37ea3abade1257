import { createHmac, hash } from 'node:crypto';
import { sameText } from '../../auth/oauth/pkce.ts';
import type { Arrival } from '../arrival.ts';
import type { Verification } from '../verification.ts';
import type { Check } from './check.ts';

/** The address with its query, then every field of the form by name; for other bodies their hash is in the query. */
export const checkTwilio: Check<Extract<Verification, { scheme: 'twilio' }>> = (
  _rules,
  arrival,
  { secrets },
) => {
  const given = arrival.header('x-twilio-signature');
  if (given === undefined) return 'it carries no signature';
  const bodyHash = queryOf(arrival.urls[0])?.get('bodySHA256') ?? undefined;
  const isForm = isFormBody(arrival);
  if (!isForm && arrival.body.length > 0) {
    // Without the hash the body would not be signed at all.
    if (bodyHash === undefined) return 'its body is not signed';
    if (!sameText(bodyHash.toLowerCase(), hash('sha256', arrival.body, 'hex')))
      return 'its body is another than was signed';
  }
  const fields = isForm ? fieldsOf(arrival.body) : '';
  for (const secret of secrets) {
    for (const url of arrival.urls.flatMap(withAndWithoutPort)) {
      const wanted = createHmac('sha1', secret)
        .update(url + fields, 'utf8')
        .digest('base64');
      if (sameText(given, wanted)) return undefined;
    }
  }
  return 'its signature is wrong';
};

const isFormBody = (arrival: Arrival): boolean =>
  (arrival.header('content-type') ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');

/** Names in the order of their characters; of a name that stands there several times each value once. */
const fieldsOf = (body: Buffer): string => {
  const fields = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8')))
    fields.set(name, (fields.get(name) ?? new Set()).add(value));
  return [...fields.keys()]
    .sort()
    .map((name) =>
      [...(fields.get(name) ?? [])]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
};

const queryOf = (url: string | undefined): URLSearchParams | undefined => {
  const at = url?.indexOf('?') ?? -1;
  return url === undefined || at < 0 ? undefined : new URLSearchParams(url.slice(at + 1));
};

/** The provider signs the usual port at times, and at times not. */
const withAndWithoutPort = (url: string): string[] => {
  const match = /^(https?):\/\/([^/?#]+)(.*)$/s.exec(url);
  if (match === null) return [url];
  const [, scheme = '', host = '', rest = ''] = match;
  const usual = scheme === 'https' ? '443' : '80';
  if (host.endsWith(`:${usual}`)) return [url, `${scheme}://${host.slice(0, -usual.length - 1)}${rest}`];
  return /:\d+$/.test(host) ? [url] : [url, `${scheme}://${host}:${usual}${rest}`];
};
