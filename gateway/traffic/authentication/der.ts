import { HubError } from '../../../core/errors.ts';

/** One value in DER (X.690), as certificates are written. */
export interface Der {
  readonly tag: number;
  /** With its tag and its length. */
  readonly whole: Buffer;
  readonly value: Buffer;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  utcTime: 0x17,
  anyTime: 0x18,
  list: 0x30,
} as const;

const broken = (): HubError => new HubError('input_invalid', 'This is no DER.');

/** The values in it, one after the other. */
export const readDer = (bytes: Buffer): Der[] => {
  const found: Der[] = [];
  for (let at = 0; at < bytes.length;) {
    const one = readAt(bytes, at);
    found.push(one);
    at += one.whole.length;
  }
  return found;
};

const readAt = (bytes: Buffer, at: number): Der => {
  const tag = bytes[at] ?? 0x1f;
  const first = bytes[at + 1];
  // Tags of several bytes, and lengths that are not said, are in no certificate.
  if ((tag & 0x1f) === 0x1f || first === undefined || first === 0x80 || first > 0x84) throw broken();
  const more = first > 0x80 ? first - 0x80 : 0;
  const begin = at + 2 + more;
  if (begin > bytes.length) throw broken();
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  if (begin + length > bytes.length) throw broken();
  return { tag, whole: bytes.subarray(at, begin + length), value: bytes.subarray(begin, begin + length) };
};

/** The one that stands there; a tag says what it must be. */
export const nth = (all: readonly Der[], at: number, tag?: number): Der => {
  const found = all[at];
  if (found === undefined || (tag !== undefined && found.tag !== tag)) throw broken();
  return found;
};

export interface Extension {
  /** Its object identifier in hexadecimal. */
  readonly id: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

export const readExtensions = (list: Der): Extension[] =>
  readDer(list.value).map((each) => {
    const parts = readDer(each.value);
    const critical = parts[1]?.tag === tags.boolean && parts[1].value[0] !== 0;
    return { id: nth(parts, 0).value.toString('hex'), critical, value: nth(parts, parts.length - 1).value };
  });

export const readTime = ({ tag, value }: Der): number => {
  const text = value.toString('latin1');
  const [, year = '', month, day, hour, minute, second] =
    /^(\d\d|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (year.length !== (tag === tags.utcTime ? 2 : 4)) throw broken();
  const whole = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  return Date.parse(`${whole}-${month}-${day}T${hour}:${minute}:${second}Z`);
};
