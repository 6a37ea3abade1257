/** A secret that goes along with a request. */
export interface SentSecret {
  readonly value: string;
  /** An answer may hold the same text for another reason: the id of an account that is sent as a key, a short word. */
  readonly mayBeData: boolean;
}

/** Gives the same back with every secret taken out. */
export interface Concealer {
  text(text: string): string;
  /** Texts and names in it, however deep; what holds none is given back as it is. */
  value(value: unknown): unknown;
}

const mask = '***';
/** What is shorter stands in nearly every text, and is no secret worth the name. */
const shortest = 4;
/** From this length on nobody has the same text by chance. */
const unlikely = 16;
const secretSounding =
  /(^|[-_.])(api-?key|apikey|key|token|secret|auth|authorization|signature|sig|password|credentials?|session)($|[-_.])|(token|apikey|secret|password)$/i;

export const soundsSecret = (name: string): boolean => secretSounding.test(name);

/** `name`: the header or parameter that it travels in, where it has one. */
export const sentSecret = (value: string, name?: string): SentSecret => ({
  value,
  mayBeData: value.length < unlikely || (name !== undefined && !soundsSecret(name)),
});

/** For what is said about a failure: nobody looks for data there. */
export const concealer = (secrets: readonly SentSecret[]): Concealer => {
  const forms = formsOf(secrets);
  const text = (given: string): string => forms.reduce((left, form) => left.replaceAll(form, mask), given);
  return { text, value: (given) => withTexts(given, text) };
};

/** The same value with all texts and names in it replaced. */
export const withTexts = (given: unknown, text: (before: string) => string): unknown => {
  if (typeof given === 'string') return text(given);
  if (typeof given !== 'object' || given === null) return given;
  if (Array.isArray(given)) {
    const items = given.map((item) => withTexts(item, text));
    return items.some((item, at) => item !== given[at]) ? items : given;
  }
  const before = Object.entries(given);
  const after = before.map(([name, inner]) => [text(name), withTexts(inner, text)] as const);
  const same = after.every(([name, inner], at) => name === before[at]?.[0] && inner === before[at]?.[1]);
  return same ? given : Object.fromEntries(after);
};

/**
 * For a good answer that gives back what it was sent; undefined for nearly all others. Looked for in the bytes, by a
 * part of the secret that every way of writing it leaves as it is: to go through all values would cost each call.
 */
export const echoConcealer = (
  secrets: readonly SentSecret[],
  { bytes, headers }: { readonly bytes: Uint8Array; readonly headers: Readonly<Record<string, unknown>> },
): Concealer | undefined => {
  const sure = surelySecret(secrets);
  if (sure.length === 0) return undefined;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = Object.values(headers).flat().join('\n');
  const echoed = sure.some(({ value }) => {
    const part = plainest(value);
    return body.includes(part, 0, 'latin1') || head.includes(part);
  });
  return echoed ? concealer(sure) : undefined;
};

export const surelySecret = (secrets: readonly SentSecret[]): readonly SentSecret[] =>
  secrets.filter(({ mayBeData }) => !mayBeData);

const plainest = (secret: string): string =>
  secret.split(/[^A-Za-z0-9]+/).reduce((best, part) => (part.length > best.length ? part : best), '');

/** A secret as it is, as it stands in an address or in JSON, and in base64. */
export const spellingsOf = (secret: string): readonly string[] => [
  ...new Set([
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('/', '\\/'),
    Buffer.from(secret, 'utf8').toString('base64'),
  ]),
];

/** The longest first, since one may hold another. */
const formsOf = (secrets: readonly SentSecret[]): string[] => {
  const values = secrets.map(({ value }) => value).filter((value) => value.length >= shortest);
  return [...new Set(values.flatMap(spellingsOf))].sort((one, other) => other.length - one.length);
};
