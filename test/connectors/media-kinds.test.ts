import { expect, test } from '@jest/globals';
import { kindOf } from '../../connectors/openapi/media.ts';
import type { BodyKind } from '../../core/connector.ts';
import { kindOfType, readMediaType } from '../../core/media-type.ts';

/** A document and an answer name the same type: what one is imported as, the other is read as. */
test.each<[string, BodyKind]>([
  ['application/json', 'json'],
  ['Application/JSON; charset=UTF-8', 'json'],
  ['text/json', 'json'],
  ['application/x-json', 'json'],
  ['application/problem+json', 'json'],
  ['application/json-patch+json', 'json'],
  ['application/vnd.github.v3.json', 'json'],
  // Several values, which no reader of JSON takes.
  ['application/x-ndjson', 'text'],
  ['application/jsonl', 'text'],
  ['application/jsonlines', 'text'],
  ['application/x-jsonlines', 'text'],
  ['application/json-seq', 'text'],
  ['application/geo+json-seq', 'text'],
  ['application/json5', 'binary'],
  ['application/x-www-form-urlencoded; charset=utf-8', 'form'],
  ['text/plain', 'text'],
  ['text/*', 'text'],
  ['text/csv', 'text'],
  ['application/csv', 'text'],
  ['application/xml', 'text'],
  ['application/x-xml', 'text'],
  ['image/svg+xml', 'text'],
  ['application/openapi+yaml', 'text'],
  ['application/x-yaml', 'text'],
  ['application/x-javascript', 'text'],
  ['application/xmlish', 'binary'],
  ['application/octet-stream', 'binary'],
  ['application/pdf', 'binary'],
  ['image/*', 'binary'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'binary'],
])('%s is %s', (mediaType, kind) => {
  expect(kindOf(mediaType)).toBe(kind);
  expect(kindOfType(readMediaType(mediaType).type)).toBe(kind);
});

test.each(['', '*', '*/*', 'application/*', '*/*; q=0.8'])(
  'a document that takes "%s" takes JSON',
  (mediaType) => expect(kindOf(mediaType)).toBe('json'),
);

test.each(['multipart/form-data; boundary=x', 'multipart/mixed'])(
  '%s is put together by fields, and read as bytes',
  (mediaType) => {
    expect(kindOf(mediaType)).toBe('multipart');
    expect(kindOfType(readMediaType(mediaType).type)).toBe('binary');
  },
);

test('an answer without a type is no JSON by that alone', () => {
  expect(kindOfType('')).toBe('binary');
});
