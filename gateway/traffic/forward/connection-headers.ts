/** Headers that belong to one connection and end with it (RFC 9110, 7.6.1). */
const ofTheConnection: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Where a request comes from and who sends it: a client may claim anything there. */
export const claims: readonly string[] = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-real-ip',
  // Some frameworks take the path from these: past the policies of the one that was asked for.
  'x-original-url',
  'x-rewrite-url',
  // By it services are told who calls; policies of authentication set it.
  'eg-consumer-id',
];

/** Facts that the gateway states itself: what a client says of them is not believed. */
const ownFacts: ReadonlySet<string> = new Set(['host', 'expect', 'x-request-id', 'via', ...claims]);

interface Spelling {
  readonly name: string;
  /** Many servers read `eg_consumer_id` as `eg-consumer-id`: what it would be taken for. */
  readonly readAs: string;
  readonly kind: 'pass' | 'connection' | 'own' | 'cookie';
}

/** Clients spell a header in few ways; what is remembered is bounded, since strangers choose them. */
const spellings = new Map<string, Spelling>();
const remembered = 2_000;

export const spellingOf = (given: string): Spelling => {
  const known = spellings.get(given);
  if (known !== undefined) return known;
  const name = given.toLowerCase();
  const readAs = name.replaceAll('_', '-');
  const spelling: Spelling = { name, readAs, kind: kindOf(name, readAs) };
  if (spellings.size < remembered) spellings.set(given, spelling);
  return spelling;
};

const kindOf = (name: string, readAs: string): Spelling['kind'] => {
  if (ofTheConnection.has(name)) return 'connection';
  if (ownFacts.has(readAs)) return 'own';
  return name === 'cookie' ? 'cookie' : 'pass';
};

export const isOfTheConnection = (name: string): boolean => ofTheConnection.has(name);

/** What `Connection` names besides the usual two words; null in almost every case. */
export const namedByConnection = (value: string | undefined): ReadonlySet<string> | null => {
  if (value === undefined || value === 'keep-alive' || value === 'close') return null;
  const names = value
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'keep-alive' && name !== 'close' && name !== 'upgrade');
  return names.length === 0 ? null : new Set(names);
};
