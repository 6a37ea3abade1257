// slow: a whole hub, and upstreams that answer late, twice, never or with garbage
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { headersNamed } from '../setup/http-bytes.ts';
import { statusOf } from '../setup/raw-client.ts';
import { answerOf } from '../setup/raw-upstream.ts';
import { openLanes, type Lanes } from '../setup/traffic-lanes.ts';
import { verifies } from '../setup/verifies.ts';

/** The course of proxied requests: who speaks when, who stops too early, and what the other end may believe. */

let lanes: Lanes;
beforeAll(async () => {
  lanes = await openLanes(60);
});
afterEach(async () => {
  lanes.hangUp();
  await lanes.others();
});
afterAll(async () => lanes.stop());

const head = (path: string, method = 'GET', ...lines: readonly string[]): string =>
  [`${method} ${path} HTTP/1.1`, 'host: api.test', ...lines, '', ''].join('\r\n');

describe('100-continue', () => {
  verifies(
    'gateway.traffic.continue',
    'a client that waits for it gets it, and one answer after its body',
    async () => {
      const lane = lanes.open({ answer: ({ body }) => answerOf(`got ${body.toString()}`) });
      const client = await lanes.client();
      client.write(head(lane.path, 'POST', 'expect: 100-continue', 'content-length: 5'));
      expect(statusOf(await client.answer())).toBe(100);
      client.write('hello');
      const answer = await client.answer();
      expect([statusOf(answer), answer.body.toString()]).toEqual([200, 'got hello']);
      expect(lane.upstream.requests()).toHaveLength(1);
    },
  );

  verifies('gateway.traffic.continue', 'one that does not wait gets one answer all the same', async () => {
    const lane = lanes.open();
    const client = await lanes.client();
    client.write(`${head(lane.path, 'POST', 'expect: 100-continue', 'content-length: 5')}hello`);
    let answer = await client.answer();
    if (statusOf(answer) === 100) answer = await client.answer();
    expect(statusOf(answer)).toBe(200);
    expect(lane.upstream.requests().map(({ body }) => body.toString())).toEqual(['hello']);
  });

  verifies('gateway.traffic.continue', 'an expectation that nobody can meet is refused', async () => {
    const lane = lanes.open();
    const client = await lanes.client();
    client.write(head(lane.path, 'POST', 'expect: 200-maybe', 'content-length: 0'));
    expect([400, 417]).toContain(statusOf(await client.answer()));
    expect(lane.upstream.requests()).toEqual([]);
  });

  verifies(
    'gateway.traffic.continue',
    'a refused request whose body never comes leaves nothing to misread',
    async () => {
      const client = await lanes.client();
      client.write(head('/no/such/route', 'POST', 'expect: 100-continue', 'content-length: 50'));
      let answer = await client.answer();
      if (statusOf(answer) === 100) answer = await client.answer();
      expect(statusOf(answer)).toBe(404);
      const lane = lanes.open();
      // The client sends its next request in place of the body, as RFC 9110 lets it after a final status.
      client.write(head(lane.path, 'GET'));
      client.end();
      const all = await client.all();
      const served = lane.upstream.requests().length;
      expect(all.match(/HTTP\/1\.1 200/g)?.length ?? 0).toBe(served);
    },
  );

  // 100 that nobody asked for is left out: undici hangs up on it, and the client gets 502.
  test.each(['102 Processing', '103 Early Hints'])(
    'an upstream that says %s before its answer is heard to the end',
    async (status) => {
      const lane = lanes.open({
        answer: () => `HTTP/1.1 ${status}\r\nlink: </x>; rel=preload\r\n\r\n${answerOf('final')}`,
      });
      const client = await lanes.client();
      client.write(head(lane.path));
      let answer = await client.answer();
      while (statusOf(answer) < 200) answer = await client.answer();
      expect([statusOf(answer), answer.body.toString()]).toEqual([200, 'final']);
      expect(headersNamed(answer, 'link')).toEqual([]);
    },
  );
});

describe('connections', () => {
  verifies(
    'gateway.traffic.keep-alive',
    'one connection of a client serves many requests, on few to the upstream',
    async () => {
      const lane = lanes.open();
      const client = await lanes.client();
      for (let at = 0; at < 20; at++) {
        client.write(head(`${lane.path}/${at}`));
        expect((await client.answer()).body.toString()).toBe(`seen ${lane.path}/${at}`);
      }
      expect(lane.upstream.connections.length).toBeLessThanOrEqual(2);
      expect(client.closed()).toBe(false);
    },
  );

  verifies('gateway.traffic.keep-alive', 'a client that wants it closed is obeyed', async () => {
    const lane = lanes.open();
    const client = await lanes.client();
    client.write(head(lane.path, 'GET', 'connection: close'));
    const answer = await client.answer();
    expect(headersNamed(answer, 'connection')).toEqual(['close']);
    await client.all();
  });

  verifies(
    'gateway.traffic.keep-alive',
    'an upstream that closes after each answer costs no request',
    async () => {
      const lane = lanes.open({
        answer: (_request, { socket }) => {
          socket.end(answerOf('bye', { connection: 'close' }));
          return undefined;
        },
      });
      const client = await lanes.client();
      for (let at = 0; at < 10; at++) {
        client.write(head(lane.path));
        expect((await client.answer()).body.toString()).toBe('bye');
      }
      expect(lane.upstream.connections).toHaveLength(10);
    },
  );

  verifies(
    'gateway.traffic.keep-alive',
    'an idle connection that the upstream ends unasked costs no request',
    async () => {
      const lane = lanes.open();
      const client = await lanes.client();
      for (let at = 0; at < 5; at++) {
        client.write(head(lane.path));
        expect(statusOf(await client.answer())).toBe(200);
        for (const { socket } of lane.upstream.connections) socket.destroy();
      }
    },
  );

  verifies('gateway.traffic.early', 'an answer before the end of the body reaches the client', async () => {
    const lane = lanes.open({
      heard: ({ socket, received }) => {
        if (received().includes('\r\n\r\n') && socket.writable)
          socket.end(answerOf('too large', { connection: 'close' }, '413 Content Too Large'));
      },
    });
    const client = await lanes.client();
    client.write(head(lane.path, 'POST', 'content-length: 1000000'));
    client.write('x'.repeat(100_000));
    const answer = await client.answer();
    expect([statusOf(answer), answer.body.toString()]).toEqual([413, 'too large']);
  });

  verifies(
    'gateway.traffic.gone',
    'a client that goes in the middle of its body takes the request with it',
    async () => {
      const lane = lanes.open();
      const client = await lanes.client();
      client.write(`${head(lane.path, 'POST', 'content-length: 1000000')}${'x'.repeat(200_000)}`);
      await eventually(() => lane.upstream.connections.some(({ received }) => received().length > 1_000));
      client.destroy();
      await eventually(() => lane.upstream.connections.every(({ ended }) => ended()));
      expect(lane.upstream.requests()).toEqual([]);
    },
  );

  verifies(
    'gateway.traffic.gone',
    'a client that goes while it waits takes the request with it',
    async () => {
      const lane = lanes.open({});
      const client = await lanes.client();
      client.write(head(lane.path));
      await eventually(() => lane.upstream.requests().length === 1);
      client.destroy();
      await eventually(() => lane.upstream.connections.every(({ ended }) => ended()));
    },
  );

  verifies(
    'gateway.traffic.half-closed',
    'a client that has said all is answered, or told so at once',
    async () => {
      const lane = lanes.open({ answer: ({ body }) => answerOf(`got ${body.length}`) });
      const client = await lanes.client();
      client.write(`${head(lane.path, 'POST', 'content-length: 5', 'connection: close')}hello`);
      client.end();
      const all = await client.all();
      if (all !== '') expect(all).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*got 5$/);
      await eventually(() => lane.upstream.connections.every(({ rest }) => rest().length === 0));
    },
  );

  verifies(
    'gateway.traffic.half-closed',
    'a request that ends in its middle never counts as one',
    async () => {
      const lane = lanes.open();
      const client = await lanes.client();
      client.write(`${head(lane.path, 'POST', 'content-length: 50')}hello`);
      client.end();
      await client.all();
      await eventually(() => lane.upstream.connections.every(({ ended }) => ended()));
      expect(lane.upstream.requests()).toEqual([]);
    },
  );
});

describe('an upstream that breaks off', () => {
  test.each([
    ['before a word', ''],
    ['within the first line', 'HTTP/1.1 20'],
    ['within its headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['after an early hint', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('%s is a bad gateway', async (_when, said) => {
    const lane = lanes.open({
      answer: (_request, { socket }) => {
        socket.end(said);
        return undefined;
      },
    });
    const client = await lanes.client();
    // Of a method that is not tried again by itself.
    client.write(head(lane.path, 'POST', 'content-length: 0'));
    const answer = await client.answer();
    expect(statusOf(answer)).toBe(502);
    expect(headersNamed(answer, 'content-type').join()).toContain('application/problem+json');
    expect(answer.body.toString()).not.toMatch(/node:|\.ts:|127\.0\.0\.1|ECONN|UND_ERR/);
  });

  verifies('gateway.traffic.cut', 'half an answer is never taken for a whole one', async () => {
    const halves = [
      'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n',
    ];
    for (const half of halves) {
      const lane = lanes.open({
        answer: (_request, { socket }) => {
          socket.end(half);
          return undefined;
        },
      });
      const client = await lanes.client();
      client.write(head(lane.path));
      const all = await client.all();
      if (all.startsWith('HTTP/1.1 502')) continue;
      const [, framing = ''] = /(content-length: 100|transfer-encoding: chunked)/i.exec(all) ?? [];
      expect(framing.toLowerCase()).toMatch(/content-length: 100|chunked/);
      expect(all).not.toMatch(/\r\n0\r\n\r\n$/);
    }
  });

  verifies('gateway.traffic.cut', 'a reset in the middle is one too', async () => {
    const lane = lanes.open({
      answer: (_request, { socket }) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this', () =>
          socket.resetAndDestroy(),
        );
        return undefined;
      },
    });
    const client = await lanes.client();
    client.write(head(lane.path));
    const all = await client.all();
    if (!all.startsWith('HTTP/1.1 502')) expect(all).toMatch(/content-length: 100/i);
  });
});

/** What no server may say; each on a lane of its own. */
const garbage: readonly (readonly [what: string, bytes: string])[] = [
  ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ['only bytes', '\x00\x01\x02\xff'.repeat(200)],
  ['another protocol', 'ICY 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ['an unknown version', 'HTTP/9.9 200 OK\r\ncontent-length: 2\r\n\r\nok'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\ncontent-length: 2\r\n\r\nok'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\ncontent-length: 2\r\n\r\nok'],
  ['no status', 'HTTP/1.1 \r\ncontent-length: 2\r\n\r\nok'],
  ['a NUL in a header', 'HTTP/1.1 200 OK\r\nx: a\x00b\r\ncontent-length: 2\r\n\r\nok'],
  ['a header without a name', 'HTTP/1.1 200 OK\r\n: a\r\ncontent-length: 2\r\n\r\nok'],
  ['a space before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\nok'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 5\r\n\r\nok'],
  ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\nok'],
  ['a length below nothing', 'HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nok'],
  ['a length beyond counting', `HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(40)}\r\n\r\nok`],
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  ],
  ['a chunk that is none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n'],
  ['headers without end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(40_000)}`],
  ['one header without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(400_000)}`],
  [
    'an upgrade that nobody asked for',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nraw',
  ],
  ['early hints without end', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(5_000)],
];

describe('an upstream that talks garbage', () => {
  test.each(garbage)('%s is refused or made sense of, never passed on raw', async (_what, bytes) => {
    const lane = lanes.open({
      answer: (_request, { socket }) => {
        socket.end(Buffer.from(bytes, 'latin1'));
        return undefined;
      },
    });
    const client = await lanes.client();
    client.write(head(lane.path, 'POST', 'content-length: 0', 'connection: close'));
    const all = await client.all();
    // Hung up on, or one head of the gateway's own making and nothing of what was said.
    if (all === '') return;
    expect(all.match(/HTTP\/\d/g)).toHaveLength(1);
    expect(all).toMatch(/^HTTP\/1\.1 (?:200|502|504) /);
    if (all.startsWith('HTTP/1.1 502')) expect(all).toContain('application/problem+json');
  });

  verifies('gateway.traffic.twice', 'a second answer to one request is given to nobody', async () => {
    const lane = lanes.open({
      answer: ({ startLine }) =>
        startLine.includes('/first') ? answerOf('first') + answerOf('poison') : answerOf('second'),
    });
    for (let at = 0; at < 10; at++) {
      const one = await lanes.client();
      one.write(head(`${lane.path}/first`));
      expect((await one.answer()).body.toString()).toBe('first');
      const other = await lanes.client();
      other.write(head(`${lane.path}/second`));
      const answer = await other.answer();
      expect(answer.body.toString()).not.toContain('poison');
    }
  });

  verifies('gateway.traffic.twice', 'an answer to no request is given to nobody', async () => {
    const lane = lanes.open();
    const first = await lanes.client();
    first.write(head(lane.path));
    await first.answer();
    // On the idle connection, before the next request is there.
    for (const { socket } of lane.upstream.connections) socket.write(answerOf('poison'));
    for (let at = 0; at < 10; at++) {
      const next = await lanes.client();
      next.write(head(`${lane.path}/${at}`));
      const answer = await next.answer();
      if (statusOf(answer) === 200) expect(answer.body.toString()).toBe(`seen ${lane.path}/${at}`);
    }
  });

  verifies('gateway.traffic.twice', 'bytes beyond the length are cut off', async () => {
    const lane = lanes.open({
      answer: () =>
        'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ngoodHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison',
    });
    for (let at = 0; at < 5; at++) {
      const client = await lanes.client();
      client.write(head(lane.path));
      expect((await client.answer()).body.toString()).toBe('good');
    }
  });
});

describe('large headers', () => {
  verifies('gateway.traffic.large-headers', 'eight kilobytes pass both ways', async () => {
    const lane = lanes.open({ answer: () => answerOf('ok', { 'x-large': 'y'.repeat(8_000) }) });
    const client = await lanes.client();
    client.write(head(lane.path, 'GET', `x-large: ${'y'.repeat(8_000)}`));
    const answer = await client.answer();
    expect(headersNamed(answer, 'x-large').join().length).toBe(8_000);
    expect(lane.upstream.requests().map((seen) => headersNamed(seen, 'x-large').join().length)).toEqual([
      8_000,
    ]);
  });

  verifies('gateway.traffic.large-headers', 'a hundred kilobytes are refused with 431', async () => {
    const lane = lanes.open();
    const client = await lanes.client();
    client.write(head(lane.path, 'GET', `x-large: ${'y'.repeat(100_000)}`));
    expect(statusOf(await client.answer())).toBe(431);
    expect(lane.upstream.requests()).toEqual([]);
  });
});
