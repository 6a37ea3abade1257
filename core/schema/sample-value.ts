import { own, type PlainObject } from './plain.ts';
import { sampleOfPattern } from './sample-pattern.ts';

/** Simple values for samples: a few likely ones are tried, the first that fits is taken. */

type Test = (value: unknown) => boolean;

const limits = (schemas: readonly PlainObject[], keyword: string): number[] =>
  schemas.map((schema) => own(schema, keyword)).filter((value) => typeof value === 'number');

export const sampleOfNumber = (schemas: readonly PlainObject[], test: Test): number => {
  const least = [...limits(schemas, 'minimum'), ...limits(schemas, 'exclusiveMinimum')];
  const most = [...limits(schemas, 'maximum'), ...limits(schemas, 'exclusiveMaximum')];
  const [low, high] = [Math.max(...least), Math.min(...most)];
  const steps = limits(schemas, 'multipleOf').filter((step) => step > 0);
  const multiples = steps.flatMap((step) => [
    step,
    Math.ceil(low / step) * step,
    (Math.floor(low / step) + 1) * step,
    Math.floor(high / step) * step,
    (Math.ceil(high / step) - 1) * step,
  ]);
  const near = [low, Math.floor(low) + 1, high, Math.ceil(high) - 1, (low + high) / 2, low + 0.5, high - 0.5];
  const candidates = [1, ...near, ...multiples, 0].filter((value) => Number.isFinite(value));
  return candidates.find(test) ?? candidates[0] ?? 1;
};

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T08:30:00Z',
  date: '2026-01-31',
  time: '08:30:00Z',
  duration: 'PT1H',
  email: 'somebody@example.com',
  'idn-email': 'somebody@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  iri: 'https://example.com/',
  'uri-reference': '/path',
  hostname: 'example.com',
  uuid: '6f1d3c9a-2b4e-4d5f-8a7b-9c0d1e2f3a4b',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  regex: '^.*$',
  'json-pointer': '/path',
  byte: 'dGV4dA==',
  int64: '1',
};

export const sampleOfText = (schemas: readonly PlainObject[], test: Test): string => {
  const least = Math.min(10_000, Math.max(0, ...limits(schemas, 'minLength')));
  const most = Math.min(...limits(schemas, 'maxLength'), Infinity);
  const formatted = schemas.flatMap((schema) => {
    const format = own(schema, 'format');
    return typeof format === 'string' && Object.hasOwn(byFormat, format) ? [byFormat[format] ?? ''] : [];
  });
  const patterned = schemas.flatMap((schema) => {
    const pattern = own(schema, 'pattern');
    return typeof pattern === 'string' ? [sampleOfPattern(pattern) ?? 'text'] : [];
  });
  const plain = 'text'.padEnd(least, 'text').slice(0, most);
  const candidates = [...formatted, ...patterned.flatMap((text) => [text, text.padEnd(least, text)]), plain];
  return candidates.find(test) ?? formatted[0] ?? plain;
};
