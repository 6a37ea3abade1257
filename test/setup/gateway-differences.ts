import type { SharedRequest } from './shared-requests.ts';
import type { Outcome } from './two-gateways.ts';
import type { Seen } from './upstream.ts';

/**
 * Where the hub does on purpose not do what express-gateway 1.16 does, under the same file. One list: what is not named here
 * has to be the same.
 */

/** One that shows everywhere: evened out before two outcomes are compared, and met by at least one of the requests. */
export interface Everywhere {
  readonly what: string;
  readonly why: string;
  /** Both as they would be without it; null where it does not show. */
  even(theirs: Outcome, ours: Outcome): { readonly theirs: Outcome; readonly ours: Outcome } | null;
}

const except = (headers: Outcome['headers'], name: string): Outcome['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));

const withoutHeader = (outcome: Outcome, name: string): Outcome => ({
  ...outcome,
  headers: except(outcome.headers, name),
});

const withoutSeen = (outcome: Outcome, name: string): Outcome => {
  if (outcome.saw === null) return outcome;
  return { ...outcome, saw: { ...outcome.saw, headers: except(outcome.saw.headers, name) } };
};

const isProblem = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'code' in body && 'requestId' in body;

const credentialGone = (name: string): Everywhere => ({
  what: `What a caller has shown in "${name}" stays at the gateway`,
  why: 'A service that gets the keys of its callers can be them everywhere else.',
  even: (theirs, ours) =>
    theirs.saw?.headers[name] !== undefined && ours.saw !== null && ours.saw.headers[name] === undefined
      ? { theirs: withoutSeen(theirs, name), ours }
      : null,
});

export const everywhere: readonly Everywhere[] = [
  {
    what: 'A refusal of the gateway is a problem document',
    why: 'Programs read it; pages with the path in them are for nobody, and show stacks when something breaks.',
    even: (theirs, ours) =>
      theirs.saw === null &&
      ours.saw === null &&
      ours.status >= 400 &&
      isProblem(ours.body) &&
      ours.body !== theirs.body
        ? { theirs: { ...theirs, body: 'refused' }, ours: { ...ours, body: 'refused' } }
        : null,
  },
  {
    what: 'What is over a limit does not vary by Accept',
    why: 'There it is HTML or JSON by Accept; here it has one form.',
    even: (theirs, ours) =>
      theirs.headers['vary'] === 'accept' && theirs.headers['x-ratelimit-limit'] !== undefined
        ? { theirs: withoutHeader(theirs, 'vary'), ours }
        : null,
  },
  {
    what: 'A service is asked for an answer that is not packed, where its body is changed',
    why: 'There a packed answer goes through unchanged, and the policy has done nothing.',
    even: (theirs, ours) =>
      theirs.saw?.headers['accept-encoding'] === undefined &&
      ours.saw?.headers['accept-encoding'] === 'identity'
        ? { theirs, ours: withoutSeen(ours, 'accept-encoding') }
        : null,
  },
  credentialGone('authorization'),
  credentialGone('x-key'),
];

/** What is different by design is taken off; what is left has to be the same. */
export const evened = (
  { theirs, ours }: { readonly theirs: Outcome; readonly ours: Outcome },
  met: (what: string) => void,
): { theirs: Outcome; ours: Outcome } =>
  everywhere.reduce(
    (pair, { what, even }) => {
      const next = even(pair.theirs, pair.ours);
      if (next !== null) met(what);
      return next ?? pair;
    },
    { theirs, ours },
  );

/** One request that comes out differently: both sides of it are held. */
export interface Difference {
  readonly what: string;
  readonly why: string;
  readonly asked: SharedRequest;
  readonly look: (outcome: Outcome, seen: Seen | undefined) => unknown;
  readonly theirs: unknown;
  readonly ours: unknown;
}

const status = ({ status: code }: Outcome): number => code;
const reached = ({ status: code, saw }: Outcome): unknown => [code, saw?.target ?? null];
const json = { 'content-type': 'application/json' };

export const differences: readonly Difference[] = [
  {
    what: 'A path in other letters is another path',
    why: 'Two spellings of one path lead past policies that know one of them.',
    ...{ asked: () => ({ path: '/EXACT' }), look: reached },
    ...{ theirs: [200, '/base/EXACT'], ours: [404, null] },
  },
  {
    what: 'A letter in a code is that letter',
    why: 'As above: services decode it, so the gateway has to before it matches.',
    ...{ asked: () => ({ path: '/%65xact' }), look: reached },
    ...{ theirs: [404, null], ours: [200, '/base/exact'] },
  },
  {
    what: 'Steps up are refused',
    why: 'What is matched as one path and served as another gets past every policy.',
    ...{ asked: () => ({ path: '/below/../keys' }), look: reached },
    ...{ theirs: [200, '/base/below/../keys'], ours: [400, null] },
  },
  {
    what: 'A slash in a code is refused',
    why: 'Some services read it as a slash, others do not.',
    ...{ asked: () => ({ path: '/below/a%2fb' }), look: reached },
    ...{ theirs: [200, '/base/below/a%2fb'], ours: [400, null] },
  },
  {
    what: 'A method that a path does not have is 405',
    why: 'RFC 9110, 15.5.6: with the methods that it has in Allow.',
    ...{ asked: () => ({ path: '/methods', method: 'DELETE' }), look: status },
    ...{ theirs: 404, ours: 405 },
  },
  {
    what: 'An exact path is exact with any query',
    why: 'Anybody can add a query, and would be past the condition.',
    ...{ asked: () => ({ path: '/if/path-exact?a=b' }), look: status },
    ...{ theirs: 252, ours: 251 },
  },
  {
    what: 'A host matches with any port',
    why: 'As with a query: a port in Host leads past the condition there.',
    ...{ asked: () => ({ path: '/if/host-match', host: 'shop.example.com:8443' }), look: status },
    ...{ theirs: 252, ours: 251 },
  },
  {
    what: 'A text is no number',
    why: 'The schema says integer; there values are turned into what the schema wants before they are judged.',
    asked: () => ({ path: '/if/json-schema', method: 'POST', headers: json, body: '{"a":"1"}' }),
    ...{ look: status, theirs: 251, ours: 252 },
  },
  {
    what: 'Policies run in the order of the file',
    why: 'There one with a JSON Schema as its condition comes after all others, also after the proxy.',
    asked: () => ({ path: '/in-order', method: 'POST', headers: json, body: '{"a":1}' }),
    ...{ look: reached, theirs: [200, '/base/in-order'], ours: [251, null] },
  },
  {
    what: 'A key in the query stays at the gateway',
    why: 'As in headers; and queries are logged.',
    asked: ({ reader }) => ({ path: `/keys?apiKey=${reader}&a=b` }),
    look: ({ saw }) => /apiKey=./.test(saw?.target ?? ''),
    ...{ theirs: true, ours: false },
  },
  {
    what: 'Nobody says who they are in a header of the gateway',
    why: 'Services believe what the gateway says of a consumer.',
    asked: () => ({ path: '/proxied', headers: { 'eg-consumer-id': 'admin' } }),
    look: (_outcome, seen) => seen?.headers['eg-consumer-id'],
    ...{ theirs: 'admin', ours: undefined },
  },
  {
    what: 'Nobody says where they come from',
    why: 'Services believe X-Forwarded-For; only the proxies that the installation names are believed here.',
    asked: () => ({ path: '/proxied', headers: { 'x-forwarded-for': '6.6.6.6' } }),
    look: (_outcome, seen) => seen?.headers['x-forwarded-for'],
    ...{ theirs: '6.6.6.6', ours: '127.0.0.1' },
  },
  {
    what: 'Headers of one connection end at the gateway',
    why: 'RFC 9110, 7.6.1.',
    asked: () => ({ path: '/proxied', headers: { connection: 'x-of-hop', 'x-of-hop': '1' } }),
    look: ({ saw }) => saw?.headers['x-of-hop'],
    ...{ theirs: '1', ours: undefined },
  },
  {
    what: 'A value that is not there is an empty header',
    why: 'There the request breaks: 500, with a stack.',
    ...{
      asked: () => ({ path: '/headers' }),
      look: ({ status: code, saw }) => [code, saw?.headers['x-from']],
    },
    ...{ theirs: [500, undefined], ours: [200, ''] },
  },
  {
    what: 'Headers of an answer are changed',
    why: 'There it is done by something that Node has not had since version 24, and nothing happens.',
    asked: () => ({ path: '/answer/headers' }),
    look: ({ headers }) => [headers['x-added'], headers['x-upstream']],
    ...{ theirs: [undefined, 'yes'], ours: ['yes', undefined] },
  },
  {
    what: 'An answer in chunks is changed as any other',
    why: 'There it goes out with a length and in chunks at once, which no client may take.',
    asked: () => ({ path: '/answer/body', headers: { 'x-answer-chunked': '1' } }),
    look: ({ status: code, body }) => [code, body],
    theirs: [0, 'broken'],
    ours: [200, { from: 'upstream', kept: [2], added: 'yes' }],
  },
];
