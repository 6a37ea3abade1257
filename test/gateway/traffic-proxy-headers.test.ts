// slow: a whole hub, a hundred requests byte by byte
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { headersNamed, type HttpMessage } from '../setup/http-bytes.ts';
import { statusOf } from '../setup/raw-client.ts';
import { answerOf } from '../setup/raw-upstream.ts';
import { openLanes, type Lane, type Lanes } from '../setup/traffic-lanes.ts';
import { verifies } from '../setup/verifies.ts';

/** What stands at one end and at the other of a proxied request: headers, framing, methods, statuses (RFC 9110, 9112). */

let lanes: Lanes;
beforeAll(async () => {
  lanes = await openLanes(40);
});
afterEach(() => lanes.hangUp());
afterAll(async () => lanes.stop());

interface Passed {
  readonly answer: HttpMessage;
  readonly seen: HttpMessage;
}

/** Sends one request to a lane; answers what the upstream saw and what the client did. */
const pass = async (
  lane: Lane,
  request: { method?: string; path?: string; lines?: readonly string[]; body?: string | Buffer },
): Promise<Passed> => {
  const { method = 'GET', path = '', lines = [], body } = request;
  const client = await lanes.client();
  client.write([`${method} ${lane.path}${path} HTTP/1.1`, 'host: api.test', ...lines, '', ''].join('\r\n'));
  if (body !== undefined) client.write(body);
  const answer = await client.answer({ bodiless: method === 'HEAD' });
  const [seen] = lane.upstream.requests();
  if (seen === undefined) throw new Error(`Nothing arrived; the client was told ${answer.startLine}`);
  return { answer, seen };
};

const namesOf = ({ headers }: HttpMessage): string[] => headers.map(([name]) => name.toLowerCase());

describe('headers of one connection', () => {
  verifies('gateway.traffic.hop-by-hop', 'they end at the gateway on the way in', async () => {
    const lane = lanes.open();
    const { seen } = await pass(lane, {
      lines: [
        'connection: x-of-this-hop, keep-alive, X-Other-Hop',
        ...['x-of-this-hop: 1', 'X-OTHER-HOP: 2', 'keep-alive: timeout=77', 'te: trailers, gzip'],
        ...[
          'proxy-authorization: Basic eA==',
          'proxy-connection: keep-alive',
          'trailer: x-late',
          'x-kept: 3',
        ],
      ],
    });
    const names = namesOf(seen);
    for (const gone of [
      ...['x-of-this-hop', 'x-other-hop', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'trailer'],
      'upgrade',
    ])
      expect(names).not.toContain(gone);
    // Of TE only this may go on, and it would be the gateway's own word.
    expect(headersNamed(seen, 'te').filter((value) => value !== 'trailers')).toEqual([]);
    expect(headersNamed(seen, 'x-kept')).toEqual(['3']);
    expect(headersNamed(seen, 'connection').join()).not.toMatch(/hop/i);
  });

  verifies('gateway.traffic.hop-by-hop', 'they end at the gateway on the way out', async () => {
    const lane = lanes.open({
      answer: () =>
        answerOf('ok', {
          connection: 'X-Internal, keep-alive',
          'x-internal': '10.0.0.7',
          'keep-alive': 'timeout=77, max=1',
          'proxy-authenticate': 'Basic',
          upgrade: 'h2c',
          'x-kept': '3',
        }),
    });
    const { answer } = await pass(lane, {});
    for (const gone of ['x-internal', 'proxy-authenticate', 'upgrade'])
      expect(namesOf(answer)).not.toContain(gone);
    expect(headersNamed(answer, 'keep-alive').join()).not.toContain('77');
    expect(headersNamed(answer, 'connection').join()).not.toContain('nternal');
    expect(headersNamed(answer, 'x-kept')).toEqual(['3']);
  });

  verifies(
    'gateway.traffic.hop-by-hop',
    'a client cannot have a length, a host or a fact of the gateway taken away by naming it',
    async () => {
      const lane = lanes.open();
      const { seen } = await pass(lane, {
        method: 'POST',
        lines: [
          'connection: content-length, host, x-forwarded-for, x-forwarded-proto, x-request-id, via',
          'content-length: 4',
        ],
        body: 'four',
      });
      expect(seen.body.toString()).toBe('four');
      for (const kept of ['host', 'x-forwarded-for', 'x-forwarded-proto', 'x-request-id'])
        expect([kept, headersNamed(seen, kept).length]).toEqual([kept, 1]);
    },
  );

  test('an upgrade that nobody asked the upstream for is not carried on as one', async () => {
    const lane = lanes.open();
    const { seen, answer } = await pass(lane, {
      lines: [
        'connection: upgrade, http2-settings',
        'upgrade: h2c',
        'http2-settings: AAMAAABkAAQCAAAAAAIAAAAA',
      ],
    });
    expect(namesOf(seen)).not.toContain('http2-settings');
    expect(statusOf(answer)).toBe(200);
  });
});

describe('headers of both ends', () => {
  verifies(
    'gateway.traffic.end-to-end',
    'all others arrive as they were sent, also twice, in their order',
    async () => {
      const lane = lanes.open({
        answer: () =>
          'HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nX-Two: one\r\nset-cookie: b=2\r\nX-Two: two\r\nX-Latin: caf\xe9\r\ncontent-length: 0\r\n\r\n',
      });
      const { seen, answer } = await pass(lane, {
        lines: [
          'X-Two: one',
          'accept: a/b',
          'x-two: two',
          'x-empty:',
          'cookie: a=1; b=2',
          'authorization: Bearer x.y.z',
        ],
      });
      expect(headersNamed(seen, 'x-two').join(', ')).toBe('one, two');
      expect(headersNamed(seen, 'x-empty')).toEqual(['']);
      expect(headersNamed(seen, 'cookie')).toEqual(['a=1; b=2']);
      expect(headersNamed(seen, 'authorization')).toEqual(['Bearer x.y.z']);
      expect(headersNamed(answer, 'set-cookie')).toEqual(['a=1; Path=/', 'b=2']);
      expect(headersNamed(answer, 'x-two').join(', ')).toBe('one, two');
      expect(headersNamed(answer, 'x-latin')).toEqual(['caf\xe9']);
    },
  );

  verifies(
    'gateway.traffic.facts',
    'what the gateway knows itself it says itself, whatever a client says',
    async () => {
      const lane = lanes.open();
      const { seen } = await pass(lane, {
        lines: [
          ...['x-forwarded-for: 6.6.6.6', 'x-forwarded-proto: https', 'x-forwarded-host: evil.test'],
          ...['forwarded: for=6.6.6.6', 'X-Request-Id: mine', 'x-forwarded-port: 1'],
        ],
      });
      expect(headersNamed(seen, 'x-forwarded-for')).toEqual(['127.0.0.1']);
      expect(headersNamed(seen, 'x-forwarded-proto')).toEqual(['http']);
      expect(headersNamed(seen, 'x-forwarded-host')).toEqual(['api.test']);
      expect(headersNamed(seen, 'forwarded').join()).not.toContain('6.6.6.6');
      expect(headersNamed(seen, 'x-request-id')).toHaveLength(1);
    },
  );

  test("the hub's own cookies go to no upstream, and none can set one", async () => {
    const lane = lanes.open({
      answer: () => answerOf('ok', { 'set-cookie': '__Host-hub_session=stolen; Path=/', 'x-kept': '1' }),
    });
    const { seen, answer } = await pass(lane, {
      lines: ['cookie: hub_session=secret; a=1; __Host-hub_session=secret; hub_refresh=secret'],
    });
    expect(headersNamed(seen, 'cookie')).toEqual(['a=1']);
    expect(namesOf(answer)).not.toContain('set-cookie');
  });
});

describe('framing', () => {
  verifies('gateway.traffic.framing', 'a body with a length keeps it', async () => {
    const { seen } = await pass(lanes.open(), { method: 'PUT', lines: ['content-length: 5'], body: 'hello' });
    expect([seen.framing, seen.body.toString()]).toEqual(['length', 'hello']);
  });

  verifies('gateway.traffic.framing', 'a body in chunks arrives whole, framed in one way', async () => {
    const { seen } = await pass(lanes.open(), {
      method: 'POST',
      lines: ['transfer-encoding: chunked'],
      body: '5\r\nhello\r\n6;note="x"\r\n world\r\n0\r\n\r\n',
    });
    expect(seen.body.toString()).toBe('hello world');
  });

  verifies('gateway.traffic.framing', 'every byte there is comes through as it is, both ways', async () => {
    const bytes = Buffer.from(Array.from({ length: 4_096 }, (_nothing, at) => (at * 31) % 256));
    const lane = lanes.open({
      answer: ({ body }) =>
        Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`), body]),
    });
    const { answer, seen } = await pass(lane, {
      method: 'POST',
      lines: ['content-length: 4096'],
      body: bytes,
    });
    expect(seen.body.equals(bytes)).toBe(true);
    expect(answer.body.equals(bytes)).toBe(true);
  });

  verifies(
    'gateway.traffic.framing',
    'an answer in chunks, and one that ends with its connection',
    async () => {
      const inChunks = lanes.open({
        answer: () =>
          'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n',
      });
      expect((await pass(inChunks, {})).answer.body.toString()).toBe('abcde');
      const untilClose = lanes.open({
        answer: (_request, { socket }) => {
          socket.end('HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nuntil the end');
          return undefined;
        },
      });
      expect((await pass(untilClose, {})).answer.body.toString()).toBe('until the end');
    },
  );

  verifies('gateway.traffic.framing', 'a client of HTTP/1.0 gets no chunks', async () => {
    const lane = lanes.open({
      answer: () => 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    });
    const client = await lanes.client();
    client.write(`GET ${lane.path} HTTP/1.0\r\nhost: api.test\r\n\r\n`);
    const answer = await client.answer();
    expect([answer.framing === 'chunked', answer.body.toString()]).toEqual([false, 'abcde']);
    expect(lane.upstream.requests()[0]?.startLine).toMatch(/ HTTP\/1\.1$/);
  });

  verifies('gateway.traffic.trailers', 'trailers of an answer come through and are no headers', async () => {
    const lane = lanes.open({
      answer: () =>
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: x-digest\r\n\r\n3\r\nabc\r\n0\r\nx-digest: 9\r\nx-other: 8\r\n\r\n',
    });
    const { answer } = await pass(lane, { lines: ['te: trailers'] });
    expect(answer.body.toString()).toBe('abc');
    expect(headersNamed(answer, 'x-digest')).toEqual([]);
    expect(answer.trailers).toEqual([
      ['x-digest', '9'],
      ['x-other', '8'],
    ]);
  });

  verifies('gateway.traffic.trailers', 'trailers of a request never become headers', async () => {
    const { seen, answer } = await pass(lanes.open(), {
      method: 'POST',
      lines: ['transfer-encoding: chunked', 'trailer: authorization, x-late'],
      body: '3\r\nabc\r\n0\r\nauthorization: Bearer late\r\nx-late: 1\r\n\r\n',
    });
    expect(statusOf(answer)).toBe(200);
    expect(seen.body.toString()).toBe('abc');
    for (const name of ['authorization', 'x-late']) expect(headersNamed(seen, name)).toEqual([]);
  });
});

describe('answers that have no body', () => {
  verifies('gateway.traffic.bodiless', 'HEAD says the length and sends nothing', async () => {
    const lane = lanes.open({
      answer: ({ startLine }) =>
        startLine.startsWith('HEAD')
          ? 'HTTP/1.1 200 OK\r\ncontent-length: 1234\r\netag: "x"\r\n\r\n'
          : answerOf('after'),
    });
    const client = await lanes.client();
    client.write(`HEAD ${lane.path} HTTP/1.1\r\nhost: x\r\n\r\nGET ${lane.path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    const head = await client.answer({ bodiless: true });
    expect(headersNamed(head, 'content-length')).toEqual(['1234']);
    expect(headersNamed(head, 'etag')).toEqual(['"x"']);
    expect((await client.answer()).body.toString()).toBe('after');
  });

  verifies('gateway.traffic.bodiless', '204, 304 and 205 leave the connection as it was', async () => {
    const heads = [
      'HTTP/1.1 204 No Content\r\n\r\n',
      'HTTP/1.1 304 Not Modified\r\netag: "x"\r\ncontent-length: 99\r\n\r\n',
      'HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n',
      answerOf('after'),
    ];
    const lane = lanes.open({ answer: () => heads.shift() });
    const client = await lanes.client();
    const statuses: number[] = [];
    for (let at = 0; at < 3; at++) {
      client.write(`GET ${lane.path} HTTP/1.1\r\nhost: x\r\nif-none-match: "x"\r\n\r\n`);
      const answer = await client.answer();
      statuses.push(statusOf(answer));
      expect([answer.body.length, headersNamed(answer, 'transfer-encoding')]).toEqual([0, []]);
    }
    expect(statuses).toEqual([204, 304, 205]);
    client.write(`GET ${lane.path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect((await client.answer()).body.toString()).toBe('after');
  });
});

describe('parts and states', () => {
  verifies('gateway.traffic.ranges', 'a part of something is asked for and answered as such', async () => {
    const lane = lanes.open({
      answer: () =>
        answerOf(
          'cde',
          { 'content-range': 'bytes 2-4/10', 'accept-ranges': 'bytes', etag: '"v1"' },
          '206 Partial Content',
        ),
    });
    const { seen, answer } = await pass(lane, { lines: ['range: bytes=2-4', 'if-range: "v1"'] });
    expect([headersNamed(seen, 'range'), headersNamed(seen, 'if-range')]).toEqual([['bytes=2-4'], ['"v1"']]);
    expect([statusOf(answer), answer.body.toString()]).toEqual([206, 'cde']);
    expect(headersNamed(answer, 'content-range')).toEqual(['bytes 2-4/10']);
  });

  test.each([200, 201, 226, 300, 302, 307, 400, 401, 403, 409, 418, 429, 451, 500, 503, 599])(
    'status %d comes through with its body',
    async (status) => {
      const lane = shared();
      const client = await lanes.client();
      client.write(`GET ${lane.path}/${status} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      const answer = await client.answer();
      expect([statusOf(answer), answer.body.toString()]).toEqual([status, `body of ${status}`]);
    },
  );

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'PURGE', 'REPORT', 'QUERY'])(
    'the method %s comes through as it is',
    async (method) => {
      const lane = shared();
      const before = lane.upstream.requests().length;
      const client = await lanes.client();
      client.write(
        `${method} ${lane.path}/200 HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
      expect(statusOf(await client.answer())).toBe(200);
      expect(lane.upstream.requests()[before]?.startLine).toBe(`${method} ${lane.path}/200 HTTP/1.1`);
    },
  );
});

let manyStates: Lane | undefined;
const shared = (): Lane =>
  (manyStates ??= lanes.open({
    answer: ({ startLine }) => {
      const status = /\/(\d{3}) /.exec(startLine)?.[1] ?? '500';
      return answerOf(`body of ${status}`, {}, `${status} As It Is`);
    },
  }));
