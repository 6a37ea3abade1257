import { isDate, isDateTime, isTime } from './formats/instant.ts';
import { isEmail, isIpv4, isIpv6, isUri } from './formats/address.ts';

export interface Format {
  /** As in `must be an e-mail address`. */
  readonly words: string;
  readonly fits: (text: string) => boolean;
}

const isRegularExpression = (text: string): boolean => {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};

/** The formats that are checked; any other is a remark for people. */
export const formats: Readonly<Record<string, Format>> = {
  'date-time': { words: 'an instant like 2026-01-31T08:30:00Z', fits: isDateTime },
  date: { words: 'a date like 2026-01-31', fits: isDate },
  time: { words: 'a time with its offset, like 08:30:00Z', fits: isTime },
  email: { words: 'an e-mail address', fits: isEmail },
  uri: { words: 'an absolute URI', fits: isUri },
  uuid: {
    words: 'a UUID',
    fits: (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text),
  },
  ipv4: { words: 'an IPv4 address', fits: isIpv4 },
  ipv6: { words: 'an IPv6 address', fits: isIpv6 },
  regex: { words: 'a regular expression', fits: isRegularExpression },
};
