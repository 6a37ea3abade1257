import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isHubError, type HubError } from '../../core/errors.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress, type EgressOptions } from '../../platform/egress/egress.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { startUpstream, type Upstream } from '../setup/upstream.ts';
import { verifies } from '../setup/verifies.ts';

/** Stands where nobody may get to. What counts is how many connections it saw, not what an error says. */
let canary: Upstream;
let canarySix: Upstream;
/** Allowed by the list, and stands for a public server: it sends its callers on. */
let outside: Upstream;
const log = recordedLog();
const opened: Egress[] = [];

const open = (options: Partial<EgressOptions> = {}): Egress => {
  const egress = createEgress({ allow: [], log, ...options });
  opened.push(egress);
  return egress;
};
const allowOutside = () => parseAllowList([`127.0.0.1:${outside.port}`]).entries;

beforeAll(async () => {
  canary = await startUpstream((_, response) => response.end('secret'));
  canarySix = await startUpstream((_, response) => response.end('secret'), {
    host: '::1',
    port: canary.port,
  });
  outside = await startUpstream((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const location = url.searchParams.get('to');
    if (url.pathname === '/hold') response.write('wait');
    else if (location === null) response.end('welcome');
    else response.writeHead(Number(url.searchParams.get('status') ?? 302), { location }).end('moved');
  });
});
afterAll(async () => {
  await Promise.all(opened.map((egress) => egress.close()));
  await Promise.all([canary.stop(), canarySix.stop(), outside.stop()]);
});

const refusal = async (egress: Egress, url: string): Promise<HubError> => {
  const before = canary.connections() + canarySix.connections();
  const error: unknown = await egress.request({ url }).then(
    (answer) => `answered ${answer.status}`,
    (reason: unknown) => reason,
  );
  expect(canary.connections() + canarySix.connections() - before).toBe(0);
  if (!isHubError(error)) throw new Error(`${url} was not refused: ${String(error)}`);
  return error;
};

describe('a URL that leads inside is refused', () => {
  // `$` is the port of the listener that must not be reached.
  const rows = [
    ...['http://127.0.0.1:$/', 'http://127.1:$/', 'http://2130706433:$/', 'http://0x7f000001:$/'],
    ...[
      'http://017700000001:$/',
      'http://0177.0.0.1:$/',
      'http://0:$/',
      'http://0.0.0.0:$/',
      'http://[::1]:$/',
    ],
    ...['http://[::ffff:127.0.0.1]:$/', 'http://[::ffff:7f00:1]:$/', 'http://[0:0:0:0:0:ffff:127.0.0.1]:$/'],
    ...[
      'http://localhost:$/',
      'http://LOCALHOST.:$/',
      'http://a@127.0.0.1:$/',
      'http://example.com@127.0.0.1:$/',
    ],
    ...['http://127.0.0.1%2f@x:$/', 'http://①②⑦.⓪.⓪.①:$/', 'http://127。0。0。1:$/', 'http://[::]:$/'],
    ...['http://[64:ff9b::7f00:1]:$/', 'file:///etc/passwd', 'gopher://127.0.0.1:$/', 'data:text/plain,hi'],
    ...['http://127.0.0.1:$\\@x/', 'http://127.0.0.1\\@x:$/', 'http://x\\@127.0.0.1:$/'],
    // Octal, hexadecimal, mixed and short forms.
    ...[
      'http://0x7f.0.0.1:$/',
      'http://0x7f.1:$/',
      'http://0177.1:$/',
      'http://0x7F.0.0x0.01:$/',
      'http://127.0.1:$/',
    ],
    ...['http://00000177.0.0.1:$/', 'http://127.0x1:$/', 'http://127.65535:$/', 'http://0x7f.0x0.0x0.0x1:$/'],
    ...['http://127.0.0.1.:$/', 'http://127.0.0.1..:$/', 'http://127.0.0.2:$/', 'http://127.255.255.254:$/'],
    ...[
      'http://%31%32%37.0.0.1:$/',
      'http://127%2e0%2e0%2e1:$/',
      'http://１２７.0.0.1:$/',
      'http://127.0.0.１:$/',
    ],
    // Names of loopback.
    ...['http://localhost.:$/', 'http://LocalHost:$/', 'http://a.localhost:$/', 'http://ip6-localhost:$/'],
    ...[
      'http://localhost%00:$/',
      'http://loc\tal\nhost:$/',
      'http://ⓛocalhost:$/',
      'http://localho\u00adst:$/',
    ],
    // IPv4 inside IPv6, and IPv6 that is not public.
    ...[
      'http://[::127.0.0.1]:$/',
      'http://[::7f00:1]:$/',
      'http://[::ffff:0:127.0.0.1]:$/',
      'http://[2002:7f00:1::]:$/',
    ],
    ...[
      'http://[64:ff9b:1::7f00:1]:$/',
      'http://[2001:0:7f00:1::]:$/',
      'http://[fe80::1]:$/',
      'http://[fec0::1]:$/',
    ],
    ...['http://[fc00::1]:$/', 'http://[fd00:ec2::254]/', 'http://[ff02::1]:$/', 'http://[5f00::1]:$/'],
    ...['http://[::1%25lo]:$/', 'http://[fe80::1%25lo]:$/', 'http://[::1%lo]:$/', 'http://[100::1]:$/'],
    ...['http://[2001:db8::1]:$/', 'http://[3fff::1]:$/', 'http://[::ffff:a9fe:a9fe]/', 'http://[::0001]:$/'],
    // Ranges.
    ...[
      'http://0.0.0.1:$/',
      'http://10.0.0.5/',
      'http://100.64.0.1/',
      'http://100.100.100.200/',
      'http://172.16.0.1/',
    ],
    ...[
      'http://192.0.0.192/',
      'http://192.168.1.1/',
      'http://198.18.0.1/',
      'http://224.0.0.1/',
      'http://240.0.0.1/',
    ],
    ...['http://255.255.255.255/', 'http://169.254.169.254/latest/meta-data/', 'http://168.63.129.16/'],
    ...['http://2852039166/latest/meta-data/', 'http://0xa9fea9fe/', 'http://169.254.43518/'],
    // User information, separators, white space.
    ...[
      'http://x:y@127.0.0.1:$/',
      'http://127.0.0.1:$#@x/',
      'http://127.0.0.1:$?@x/',
      'http:\\\\127.0.0.1:$\\',
    ],
    ...[
      'http:127.0.0.1:$/',
      'http:/127.0.0.1:$/',
      'http:////127.0.0.1:$/',
      ' http://127.0.0.1:$/',
      'http://127.0.0.1 :$/',
    ],
    ...[
      'http://127.0.0.1\t:$/',
      'http://127.0\n.0.1:$/',
      '//127.0.0.1:$/',
      '127.0.0.1:$',
      'HTTP://127.0.0.1:$/',
    ],
    // Ports of other protocols, and port 0.
    ...[
      'http://1.1.1.1:0/',
      'http://1.1.1.1:22/',
      'http://1.1.1.1:25/',
      'http://1.1.1.1:6379/',
      'http://1.1.1.1:65536/',
    ],
    // Schemes.
    ...[
      'ftp://127.0.0.1:$/',
      'ws://127.0.0.1:$/',
      'wss://127.0.0.1:$/',
      'unix:/var/run/docker.sock',
      'javascript:1',
    ],
    ...[
      'http://unix:/var/run/docker.sock:/',
      'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
      'blob:http://127.0.0.1:$/x',
    ],
    ...[
      'jar:http://127.0.0.1:$!/',
      'dict://127.0.0.1:$/',
      'ldap://127.0.0.1:$/',
      'about:blank',
      '',
      'http://',
      'https://',
    ],
    ...['https://127.0.0.1:$/', 'https://localhost:$/', 'https://[::1]:$/', 'https://[::ffff:127.0.0.1]:$/'],
  ];

  test.each(rows)('%j', async (row) => {
    const error = await refusal(open(), row.replaceAll('$', String(canary.port)));
    // A name that resolves nowhere cannot be called either: that is the only other outcome.
    expect(error.code).toEqual(
      /localhost|ho\u00adst|unix:\/v/i.test(row)
        ? expect.stringMatching(/^egress_(refused|failed)$/)
        : 'egress_refused',
    );
  });

  verifies('foundation.egress.ssrf', 'all at once, with nothing arriving at the listener', async () => {
    const before = canary.connections() + canarySix.connections();
    const egress = open();
    const outcomes = await Promise.allSettled(
      rows.map((row) => egress.request({ url: row.replaceAll('$', String(canary.port)) })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect(canary.connections() + canarySix.connections()).toBe(before);
  });

  test('the hint to allow it is given for private addresses, and not for those that nobody should allow', async () => {
    expect((await refusal(open(), 'http://10.0.0.5/')).message).toContain('HUB_EGRESS_ALLOW');
    expect((await refusal(open(), `http://127.0.0.1:${canary.port}/`)).message).toContain('HUB_EGRESS_ALLOW');
    expect((await refusal(open(), 'http://169.254.169.254/')).message).not.toContain('HUB_EGRESS_ALLOW');
  });

  test('what a refused URL carries is not repeated', async () => {
    const error = await refusal(open(), 'ftp://name:hunter2@x/path?token=hunter3#hunter4');
    expect(error.message).not.toMatch(/hunter/);
  });

  test('a header cannot lead a request to another host', async () => {
    const egress = open({ allow: allowOutside() });
    for (const name of ['host', 'Host', 'Connection', 'transfer-encoding']) {
      await expect(egress.request({ url: outside.origin, headers: { [name]: 'x' } })).rejects.toMatchObject({
        code: 'header_invalid',
      });
    }
    for (const value of ['a\r\nhost: x', 'a\nb', 'a\0b']) {
      await expect(
        egress.request({ url: outside.origin, headers: { 'x-note': value } }),
      ).rejects.toMatchObject({ code: 'header_invalid' });
    }
  });
});

describe('a name that leads inside is refused', () => {
  const inside = [
    ['one private address', ['10.0.0.5']],
    ['loopback', ['127.0.0.1']],
    ['a public and a private address', ['1.1.1.1', '127.0.0.1']],
    ['a private and a public address', ['127.0.0.1', '1.1.1.1']],
    ['a public IPv4 and a loopback IPv6 address', ['1.1.1.1', '::1']],
    ['IPv4 inside IPv6', ['::ffff:127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['the metadata service by IPv6', ['fd00:ec2::254']],
    ['something that is no address', ['localhost']],
    ['an address with a zone', ['fe80::1%lo']],
  ] as const;
  test.each(inside)('%s', async (_, addresses) => {
    const egress = open({ resolve: async () => addresses });
    const error = await refusal(egress, `http://metadata.example:${canary.port}/`);
    expect(error.code).toBe('egress_refused');
    expect(error.message).not.toContain(addresses[0]);
  });

  test('no address at all', async () => {
    const error = await refusal(open({ resolve: async () => [] }), `http://nowhere.example:${canary.port}/`);
    expect(error.code).toBe('egress_failed');
  });

  test('a name that is not answered in time', async () => {
    const egress = open({ resolve: () => new Promise(() => undefined), limits: { connectMs: 50 } });
    expect((await refusal(egress, 'http://slow.example/')).code).toBe('egress_timeout');
  });

  verifies(
    'foundation.egress.ssrf',
    'a name that changes its mind is asked once for each connection, and the answer is the one used',
    async () => {
      const rebound = await startUpstream((_, response) => response.end('secret'), {
        host: '127.0.0.2',
        port: outside.port,
      });
      const answers = [['127.0.0.1'], ['127.0.0.2']];
      let asked = 0;
      const egress = open({ allow: allowOutside(), resolve: async () => answers[asked++] ?? [] });
      const url = `http://rebinding.example:${outside.port}`;
      const held = await egress.request({ url: `${url}/hold` });
      expect([held.status, asked]).toEqual([200, 1]);
      // The first connection is taken, so this needs another one.
      await expect(egress.request({ url })).rejects.toMatchObject({ code: 'egress_refused' });
      expect([asked, rebound.connections()]).toEqual([2, 0]);
      held.discard();
      await rebound.stop();
    },
  );
});

describe('a redirect that leads inside is refused', () => {
  const statuses = [301, 302, 303, 307, 308];
  const targets = [
    'http://127.0.0.1:$/',
    '//127.0.0.1:$/',
    'http://[::1]:$/',
    'http://2130706433:$/',
    'file:///etc/passwd',
  ];

  test.each(statuses.flatMap((status) => targets.map((target) => [status, target] as const)))(
    '%d to %s',
    async (status, target) => {
      const to = encodeURIComponent(target.replaceAll('$', String(canary.port)));
      const error = await refusal(
        open({ allow: allowOutside() }),
        `${outside.origin}/?status=${status}&to=${to}`,
      );
      expect(error.code).toBe('egress_refused');
    },
  );

  const chain = (hops: number, end: string): string => {
    let url = end;
    for (let i = 0; i < hops; i++) url = `${outside.origin}/?to=${encodeURIComponent(url)}`;
    return url;
  };

  test.each([1, 2, 3, 4, 5])('after %d hops', async (hops) => {
    const error = await refusal(
      open({ allow: allowOutside() }),
      chain(hops, `http://127.0.0.1:${canary.port}/`),
    );
    expect(error.code).toBe('egress_refused');
  });

  test.each([1, 2, 3, 4, 5])('%d hops that lead to an allowed place arrive', async (hops) => {
    const answer = await open({ allow: allowOutside() }).request({
      url: chain(hops, `${outside.origin}/end`),
    });
    expect([await answer.text(), answer.url]).toEqual(['welcome', `${outside.origin}/end`]);
  });

  test('a relative redirect stays on its server', async () => {
    const answer = await open({ allow: allowOutside() }).request({ url: `${outside.origin}/a/b?to=../c` });
    expect([await answer.text(), answer.url]).toEqual(['welcome', `${outside.origin}/c`]);
  });

  test('the sixth redirect is not followed', async () => {
    const error = await refusal(open({ allow: allowOutside() }), chain(6, `${outside.origin}/end`));
    expect(error.code).toBe('egress_failed');
  });

  test('without following, the redirect itself is the answer', async () => {
    const answer = await open({ allow: allowOutside() }).request({
      url: chain(1, `http://127.0.0.1:${canary.port}/`),
      limits: { redirects: 0 },
    });
    expect([answer.status, await answer.text()]).toEqual([302, 'moved']);
  });
});

test('a proxy named in the environment is not used', async () => {
  const proxy = `http://127.0.0.1:${canary.port}`;
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'NODE_USE_ENV_PROXY'];
  const before = canary.connections();
  for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy;
  try {
    const answer = await open({ allow: allowOutside() }).request({ url: outside.origin });
    expect(await answer.text()).toBe('welcome');
  } finally {
    for (const name of names) Reflect.deleteProperty(process.env, name);
  }
  expect(canary.connections()).toBe(before);
});

test('an origin of the settings is called where it is, and opens nothing else there', async () => {
  const egress = open({ trustedOrigins: [outside.origin] });
  expect(await (await egress.request({ url: outside.origin })).text()).toBe('welcome');
  expect((await refusal(egress, `http://127.0.0.1:${canary.port}/`)).code).toBe('egress_refused');
});

verifies('foundation.egress.allow', 'an allowed port opens no other port of the address', async () => {
  const egress = open({ allow: allowOutside() });
  expect((await refusal(egress, `http://127.0.0.1:${canary.port}/`)).code).toBe('egress_refused');
});

verifies('foundation.egress.ssrf', 'the canary works: what is allowed does reach it', async () => {
  const egress = open({ allow: parseAllowList([`127.0.0.1:${canary.port}`]).entries });
  const before = canary.connections();
  expect(await (await egress.request({ url: canary.origin })).text()).toBe('secret');
  expect(canary.connections()).toBe(before + 1);
});
