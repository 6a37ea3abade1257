import { expect, test } from '@jest/globals';
import { exchangeOf } from '../setup/traffic-exchange.ts';

test('An exchange for trials is read and answered as a real one', async () => {
  const exchange = exchangeOf({
    method: 'POST',
    url: '/a?b=c',
    headers: [
      ['X-A', '1'],
      ['x-a', '2'],
    ],
    body: 'hello',
  });
  expect(exchange.request.headers).toEqual({
    host: 'api.example.test',
    'x-a': '1, 2',
    'content-length': '5',
  });
  expect((await exchange.readBody(10)).toString()).toBe('hello');
  await expect(exchange.readBody(3)).rejects.toThrow('3 bytes');
  exchange.response.writeHead(201, { 'content-type': 'text/plain' });
  exchange.response.write('hel');
  exchange.response.end('lo');
  expect(await exchange.answer()).toMatchObject({
    status: 201,
    body: 'hello',
    headers: { 'content-type': 'text/plain' },
  });
});

test('Its answer of a known length comes back whole', async () => {
  const exchange = exchangeOf();
  exchange.response.writeHead(200, { 'content-length': 2 });
  exchange.response.end('ok');
  expect(await exchange.answer()).toMatchObject({ status: 200, body: 'ok' });
});
