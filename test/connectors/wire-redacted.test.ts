import { expect, test } from '@jest/globals';
import { redactRequest } from '../../connectors/wire/redact-request.ts';

const url = 'https://api.example/v1/x';

test.each([
  ['authorization', 'Bearer secret-value', 'Bearer [redacted]'],
  ['authorization', 'secret-value', '[redacted]'],
  ['authorization', 'Basic c2VjcmV0LXZhbHVl', 'Basic [redacted]'],
  ['cookie', 'sid=secret-value; theme=secret-value', 'sid=[redacted]; theme=[redacted]'],
  ['x-api-key', 'secret-value', '[redacted]'],
  ['apikey', 'secret-value', '[redacted]'],
  ['x-auth-token', 'secret-value', '[redacted]'],
  ['x-shopify-access-token', 'secret-value', '[redacted]'],
  ['x-custom', 'secret-value', '[redacted]'],
  ['accept', 'application/json', 'application/json'],
  ['idempotency-key', 'run-7', '[redacted]'],
  ['x-keyboard', 'qwerty', 'qwerty'],
  ['x-author', 'Ada', 'Ada'],
])('the header %s: %s', (name, value, shown) => {
  const request = { method: 'GET', url, headers: { [name]: value } };
  expect(redactRequest(request, { headers: ['X-Custom'] }).headers).toEqual({ [name]: shown });
});

test.each([
  ['?api_key=secret-value&a=1', '?api_key=[redacted]&a=1'],
  ['?a=1&my%5Bkey%5D=secret-value', '?a=1&my%5Bkey%5D=[redacted]'],
  ['?access_token=secret-value', '?access_token=[redacted]'],
  ['?pageToken=abc&page_token=d', '?pageToken=abc&page_token=d'],
  ['?a=secret?b', '?a=secret?b'],
  ['', ''],
])('the query %s', (query, shown) => {
  const request = { method: 'GET', url: url + query, headers: {} };
  expect(redactRequest(request, { query: ['my[key]'] }).url).toBe(url + shown);
});

test('a password in the address is masked', () => {
  const request = { method: 'GET', url: 'https://ada:secret-value@api.example/x@y', headers: {} };
  expect(redactRequest(request).url).toBe('https://[redacted]@api.example/x@y');
});

test.each<[string, Uint8Array, unknown]>([
  [
    'application/json',
    Buffer.from('{"a":"ü"}'),
    { contentType: 'application/json', size: 10, text: '{"a":"ü"}' },
  ],
  [
    'text/plain; charset=iso-8859-1',
    Buffer.from('ü', 'latin1'),
    { contentType: 'text/plain; charset=iso-8859-1', size: 1, text: 'ü' },
  ],
  ['image/png', Buffer.from([0xff]), { contentType: 'image/png', size: 1 }],
  [
    'multipart/form-data; boundary=x',
    Buffer.from('--x--'),
    { contentType: 'multipart/form-data; boundary=x', size: 5 },
  ],
])('a body of %s', (contentType, body, shown) => {
  const request = { method: 'POST', url, headers: { 'content-type': contentType }, body };
  expect(redactRequest(request).body).toEqual(shown);
});
