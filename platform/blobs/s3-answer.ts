import { HubError } from '../../core/errors.ts';
import type { EgressAnswer } from '../egress/answer.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The texts of all elements of this name. The answers of S3 are flat enough for this; a whole XML parser would bring
 * entities and external documents along, so a document that declares any is refused.
 */
export const textsOf = (xml: string, element: string): string[] => {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml))
    throw new HubError(
      'egress_failed',
      'The blob store answered with XML that declares entities. Is it an S3 store?',
    );
  const found = xml.matchAll(new RegExp(`<${element}(?:\\s[^<>]*)?>([^<]*)</${element}>`, 'g'));
  return Array.from(found, ([, text = '']) => decode(text));
};

const decode = (text: string): string =>
  text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const code = Number(name.slice(1).replace(/^x/i, '0x'));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

const hints: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: ' Check S3_ACCESS_KEY.',
  SignatureDoesNotMatch: ' Check S3_SECRET_KEY and S3_REGION.',
  AccessDenied: ' Give the key the right to do this.',
  NoSuchBucket: ' Check S3_BUCKET.',
  RequestTimeTooSkewed: ' Check the clock of this machine.',
};

/** What the store said, with the setting to look at where it is known. */
export const failure = async (answer: EgressAnswer, what: string): Promise<HubError> => {
  const code = textsOf(await answer.text(), 'Code')[0] ?? 'no reason';
  const full = answer.status === 507 || code === 'QuotaExceeded';
  return new HubError(
    full ? 'storage_full' : 'egress_failed',
    `The blob store refused to ${what}: it answered ${answer.status} (${code.slice(0, 80)}).${hints[code] ?? ''}`,
  );
};
