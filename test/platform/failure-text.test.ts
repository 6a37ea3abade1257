import { expect, test } from '@jest/globals';
import { delayAfter } from '../../platform/backoff.ts';
import { failureText } from '../../platform/failure-text.ts';

test.each([
  ['postgres://hub:s3cret@db:5432/hub refused', 'postgres://[redacted]@db:5432/hub refused'],
  ['sent Authorization: Bearer abc.def-ghi', 'sent Authorization: [redacted]'],
  ['{"password":"correct horse"}', '{"password":[redacted]}'],
  ['a bearer abc.def-ghi was refused', 'a bearer [redacted] was refused'],
  ['{ accessToken: abc }', '{ accessToken: [redacted] }'],
  ['exit code: ENOENT of mkdir', 'exit code: ENOENT of mkdir'],
  ['GET /cb?code=4/0AeaYSH&state=1 failed', 'GET /cb?code=[redacted]&state=1 failed'],
  ['key hub_live_5f2c9b1e7d3a4c60 is unknown', 'key [redacted] is unknown'],
  ['digest d41d8cd98f00b204e9800998ecf8427e differs', 'digest [redacted] differs'],
  ['answered 404 for call_01', 'answered 404 for call_01'],
])('%s', (message, told) => {
  expect(failureText(new Error(message))).toBe(told);
});

test('a long, broken or strange failure becomes a short text that can be stored', () => {
  expect(failureText(new Error('no '.repeat(100_000)))).toHaveLength(500);
  expect(failureText(new Error(`${'no'.repeat(249)}😀b`)).isWellFormed()).toBe(true);
  expect(failureText(new Error('nul \0 and \ud800 half'))).toBe('nul  and \ufffd half');
  expect(failureText(new TypeError())).toBe('TypeError');
  expect(failureText('only text')).toBe('only text');
  expect(failureText(undefined)).toBe('undefined');
});

test('the delay doubles up to its maximum and is spread', () => {
  const backoff = { firstMs: 100, maxMs: 1_000 };
  expect([1, 2, 3, 4, 5, 1_000].map((attempt) => delayAfter(attempt, backoff, 1))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
  expect(delayAfter(2, backoff, 0)).toBe(100);
});
