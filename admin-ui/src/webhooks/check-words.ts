import { useCallback } from 'react';
import type { Hook } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import type { MessageKey, Translate } from '../messages/translate.ts';
import type { FieldWords } from '../schema-form/form-context.ts';
import { isRecord } from '../schema-form/settle.ts';

type Check = Hook['verification'];
type Source = Extract<Check, { scheme: 'hmac' }>['signature'];

/** Where something stands in a webhook. */
export const sayPlace = (source: Source): string => {
  if ('pointer' in source) return source.pointer;
  return source.field === undefined ? source.header : `${source.header}: ${source.field}`;
};

/** How an endpoint knows who sends, in few words. */
export const sayCheck = (t: Translate, check: Check): string => {
  const scheme = t(`check.scheme.${check.scheme}`);
  switch (check.scheme) {
    case 'hmac':
    case 'public-key':
      return `${scheme}: ${sayPlace(check.signature)}`;
    case 'token':
    case 'jwt':
      return `${scheme}: ${check.header}`;
    case 'standard-webhooks':
    case 'twilio':
    case 'basic':
    case 'none':
      return scheme;
    default:
      return check satisfies never;
  }
};

const isScheme = (value: unknown): value is Check['scheme'] =>
  ['hmac', 'public-key', 'standard-webhooks', 'jwt', 'twilio', 'token', 'basic', 'none'].includes(
    String(value),
  );

/** The hub's schema with titles for its choices, which have none that a person would know. */
export const titled = (t: Translate, schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map((part) => titled(t, part));
  if (!isRecord(schema)) return schema;
  const fields = isRecord(schema['properties']) ? schema['properties'] : {};
  const scheme = isRecord(fields['scheme']) ? fields['scheme']['const'] : undefined;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, held]) => [name, titled(t, held)]));
  if (isScheme(scheme)) return { title: t(`check.scheme.${scheme}`), ...inner };
  const names = Object.keys(fields).join();
  if (names === 'header,prefix,field') return { title: t('check.inHeader'), ...inner };
  return names === 'pointer' ? { title: t('check.inBody'), ...inner } : inner;
};

const fields = [
  'scheme',
  'algorithm',
  'algorithms',
  'encoding',
  'signature',
  'signed',
  'timestamp',
  'toleranceSeconds',
  'secretIs',
  'bodyUnsigned',
  'publicKeys',
  'headerPrefix',
  'header',
  'prefix',
  'field',
  'pointer',
  'keySetUrl',
  'issuer',
  'audience',
  'claims',
  'bodyHash',
  'claim',
  'unsigned',
  'name',
  'names',
  'fallback',
  'id',
  'key',
  'challenge',
  'maxBytes',
  'pathToken',
  'verifyToken',
] as const;

/** Those that need more than their name. */
const explained: Readonly<Record<string, MessageKey>> = {
  signed: 'check.signedText',
  timestamp: 'check.timestampText',
  toleranceSeconds: 'check.toleranceSecondsText',
  bodyUnsigned: 'check.bodyUnsignedText',
  publicKeys: 'check.publicKeysText',
  prefix: 'check.prefixText',
  field: 'check.fieldText',
  pointer: 'check.pointerText',
  keySetUrl: 'check.keySetUrlText',
  audience: 'check.audienceText',
  bodyHash: 'check.bodyHashText',
  unsigned: 'check.unsignedText',
  name: 'check.nameText',
  names: 'check.namesText',
  fallback: 'check.fallbackText',
  id: 'check.idText',
  key: 'check.keyText',
  challenge: 'check.challengeText',
  pathToken: 'check.pathTokenText',
  verifyToken: 'check.verifyTokenText',
};

/** The words of the hub's fields in the reader's language. */
export const useCheckWords = (): ((pointer: string) => FieldWords | undefined) => {
  const t = useT();
  return useCallback(
    (pointer: string) => {
      const known = fields.find((name) => name === pointer.split('/').at(-1));
      if (known === undefined) return undefined;
      const about = explained[known];
      return { label: t(`check.${known}`), ...(about === undefined ? {} : { about: t(about) }) };
    },
    [t],
  );
};
