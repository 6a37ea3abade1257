import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import { isHubError } from '../../../core/errors.ts';
import { checkOrigin, type OriginOptions } from '../../../mcp-servers/serve/origin.ts';
import { raw, startTestMcp, type TestMcp } from '../../setup/mcp-endpoint.ts';
import { bearer, stateless } from '../../setup/mcp-wire.ts';
import { verifies } from '../../setup/verifies.ts';

const verdict = (options: Partial<OriginOptions>, host: string, origin?: string): string => {
  const check = checkOrigin({ publicUrl: undefined, host: '127.0.0.1', corsOrigins: [], ...options });
  const headers = { host, ...(origin === undefined ? {} : { origin }) };
  try {
    check({ headers } as IncomingMessage);
    return 'let in';
  } catch (error) {
    return isHubError(error) ? error.code : String(error);
  }
};

const open = { host: '0.0.0.0', publicUrl: 'https://hub.example.com' };
const unnamed = { host: '0.0.0.0' };
const page = { corsOrigins: ['https://portal.example.com'] };

describe('names that the hub answers to', () => {
  test.each([
    [{}, '127.0.0.1:3000', 'let in'],
    [{}, 'localhost:3000', 'let in'],
    [{}, '[::1]:3000', 'let in'],
    [{}, 'LOCALHOST', 'let in'],
    [{}, 'evil.example', 'origin_refused'],
    [{}, '127.0.0.1.evil.example', 'origin_refused'],
    [{}, 'localhost.evil.example:3000', 'origin_refused'],
    [{}, 'evil.example@127.0.0.1', 'origin_refused'],
    [{}, '127.0.0.1:3000/x', 'origin_refused'],
    [{}, '', 'origin_refused'],
    [{}, '10.0.0.5', 'origin_refused'],
    [open, 'hub.example.com', 'let in'],
    [open, 'hub.example.com:8443', 'origin_refused'],
    [open, 'localhost:3000', 'origin_refused'],
    [open, '10.0.0.5:3000', 'origin_refused'],
    // Nothing is known but that an address cannot be rebound.
    [unnamed, '10.0.0.5:3000', 'let in'],
    [unnamed, '[fd00::5]:3000', 'let in'],
    [unnamed, 'hub.internal', 'origin_refused'],
  ])('%j, Host "%s": %s', (options, host, expected) => {
    expect(verdict(options, host)).toBe(expected);
  });
});

describe('pages that may call', () => {
  test.each([
    [{}, '127.0.0.1:3000', 'http://127.0.0.1:3000', 'let in'],
    [{}, '127.0.0.1:3000', 'http://localhost:6274', 'let in'],
    [{}, '127.0.0.1:3000', 'http://evil.example', 'origin_refused'],
    [{}, '127.0.0.1:3000', 'http://localhost.evil.example', 'origin_refused'],
    [{}, '127.0.0.1:3000', 'null', 'origin_refused'],
    [{}, '127.0.0.1:3000', '', 'origin_refused'],
    [{}, '127.0.0.1:3000', 'file://', 'origin_refused'],
    [{}, '127.0.0.1:3000', 'http://127.0.0.1@evil.example', 'origin_refused'],
    [{}, '127.0.0.1:3000', 'chrome-extension://abc', 'origin_refused'],
    [page, '127.0.0.1:3000', 'https://portal.example.com', 'let in'],
    [page, '127.0.0.1:3000', 'http://portal.example.com', 'origin_refused'],
    [open, 'hub.example.com', 'https://hub.example.com', 'let in'],
    [open, 'hub.example.com', 'http://localhost:3000', 'origin_refused'],
    [{ ...open, ...page }, 'hub.example.com', 'https://portal.example.com', 'let in'],
    [unnamed, '10.0.0.5:3000', 'http://10.0.0.5:3000', 'let in'],
    [unnamed, '10.0.0.5:3000', 'http://evil.example', 'origin_refused'],
  ])('%j, Host "%s", Origin "%s": %s', (...[options, host, origin, expected]) => {
    expect(verdict(options, host, origin)).toBe(expected);
  });
});

describe('over HTTP', () => {
  let mcp: TestMcp;

  beforeAll(async () => {
    mcp = await startTestMcp();
  });

  afterAll(async () => {
    await mcp.stop();
  });

  verifies('mcp.serve.rebinding', 'a rebound name is refused before anything is looked at', async () => {
    for (const method of ['POST', 'GET', 'DELETE']) {
      const url = String(mcp.urls[0]);
      const { body } = stateless('', 'server/discover');
      for (const headers of [{ host: 'evil.example' }, { origin: 'http://evil.example' }]) {
        const answer = await raw(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
        expect(answer.status).toBe(403);
        expect(answer.json).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32000 } });
      }
    }
  });

  verifies('mcp.serve.rebinding', 'the right names get in, with a credential', async () => {
    const request = stateless(mcp.caller(), 'server/discover', {
      headers: { origin: 'https://portal.example.com' },
    });
    expect((await raw(String(mcp.urls[0]), request)).status).toBe(200);
    const without = await raw(String(mcp.urls[0]), { body: request.body });
    expect(without.status).toBe(401);
    expect(without.headers['www-authenticate']).toBe(
      'Bearer resource_metadata="/.well-known/oauth-protected-resource/mcp/everything"',
    );
    const wrong = await raw(String(mcp.urls[0]), { headers: bearer('nobody'), body: request.body });
    expect(wrong.status).toBe(401);
  });
});
