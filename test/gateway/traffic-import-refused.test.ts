import { expect, test } from '@jest/globals';
import { checkPipeline } from '../../gateway/traffic/document/check-pipeline.ts';
import { readConfig } from '../../gateway/traffic/document/import/read-config.ts';
import { policyTrial } from '../setup/traffic-policies.ts';
import { verifies } from '../setup/verifies.ts';

const { language } = policyTrial();
const place = { spaceId: 'spc_00000000000000000000000001', pipeline: 'main', hasService: () => true };

const read = (policy: string) => {
  const file = [
    'apiEndpoints: { api: { paths: "/*" } }',
    'serviceEndpoints: { backend: { url: "http://b.test" } }',
    'pipelines:',
    '  main:',
    '    apiEndpoints: [api]',
    '    policies:',
    `      - ${policy}`,
  ].join('\n');
  const main = readConfig(file, { variables: new Map() }).documents.find(({ kind }) => kind === 'pipeline');
  if (main === undefined) throw new Error('There is no pipeline.');
  const { problems } = checkPipeline(main.document, place, language);
  return { main, problems: [...main.problems, ...problems.map((each) => main.located(each))] };
};

/** What express-gateway takes and the hub does not, each with its reason. */
const refused: readonly (readonly [what: string, why: string, policy: string, path: RegExp])[] = [
  [
    'a key in a file of the machine',
    'A document belongs to a tenant, and reads no files of the installation.',
    ...(['jwt: [{ action: { secretOrPublicKeyFile: ./key.pem } }]', /secretOrPublicKeyFile/] as const),
  ],
  [
    'tokens that the gateway gives out',
    'There is no authorization server in it: who may have tokens is for one that is made for it.',
    ...(['oauth2: null', /oauth2/] as const),
  ],
  [
    'redirects that are followed',
    'An upstream would choose where the next request goes, with the headers of this one.',
    ...([
      'proxy: [{ action: { serviceEndpoint: backend, followRedirects: true } }]',
      /followRedirects/,
    ] as const),
  ],
  [
    'certificates that nobody checks',
    'An authority can be named at the service instead.',
    ...(['proxy: [{ action: { serviceEndpoint: backend, secure: false } }]', /secure/] as const),
  ],
  [
    'a proxy on the way',
    'The addresses that are called could not be checked any more.',
    ...([
      'proxy: [{ action: { serviceEndpoint: backend, proxyUrl: "http://p.test" } }]',
      /proxyUrl/,
    ] as const),
  ],
  [
    'whole addresses as paths',
    'They are for a proxy on the way.',
    ...(['proxy: [{ action: { serviceEndpoint: backend, toProxy: true } }]', /toProxy/] as const),
  ],
  [
    'files of certificates',
    'As the key in a file: their texts stand at the service.',
    ...([
      'proxy: [{ action: { serviceEndpoint: backend, proxyOptions: { target: { keyFile: a } } } }]',
      /proxy/,
    ] as const),
  ],
  [
    'a program',
    'Whoever may write it could do all that the process can.',
    ...(['expression: [{ action: { jscode: "req.x = 1" } }]', /jscode/] as const),
  ],
  [
    'cookies with more in them',
    'Attributes of a cookie are said one by one.',
    ...([
      'proxy: [{ action: { serviceEndpoint: backend, cookiePathRewrite: "/; Secure" } }]',
      /cookiePathRewrite/,
    ] as const),
  ],
  [
    'a host with more in it',
    'It is a host, perhaps with a port.',
    ...(['proxy: [{ action: { serviceEndpoint: backend, hostRewrite: a.test/x } }]', /hostRewrite/] as const),
  ],
  [
    'a rewrite of a part',
    'There what stands around the match is kept, here the new path is all there is.',
    ...([
      'rewrite: [{ condition: { name: regexpmatch, match: /a }, action: { rewrite: /b } }]',
      /match/,
    ] as const),
  ],
];

for (const [what, why, policy, path] of refused)
  verifies('gateway.traffic.moved-in.refused', what, () => {
    expect(why.length).toBeGreaterThan(10);
    const [problem] = read(policy).problems;
    expect([problem?.line, problem?.path]).toEqual([7, expect.stringMatching(path)]);
  });

test('a rewrite by the plug-in of that name is one of ours', () => {
  const steps = (policy: string) => {
    const { main, problems } = read(policy);
    expect(problems).toEqual([]);
    return (main.document['policies'] as unknown[])[0];
  };
  expect(
    steps(
      'rewrite: [{ condition: { name: pathmatch, match: /tina/:code }, action: { rewrite: /status/:code } }]',
    ),
  ).toEqual({ rewrite: [{ action: { match: '/tina/:code', rewrite: '/status/:code' } }] });
  expect(
    steps(
      'rewrite: { condition: { name: regexpmatch, match: "^/a/(.*)$" }, action: { rewrite: /b/$1, redirect: 302 } }',
    ),
  ).toEqual({ rewrite: { action: { match: '^/a/(.*)$', rewrite: '/b/$1', redirect: 302 } } });
});
