// needs: openssl
// slow: openssl makes some dozens of certificates
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect as connectHttp2 } from 'node:http2';
import { request as requestOver, type RequestOptions } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isHubError } from '../../core/errors.ts';
import type { Revocations } from '../../gateway/traffic/authentication/revocations.ts';
import { keepSentChain } from '../../gateway/traffic/authentication/sent-chain.ts';
import { openRevocationFiles } from '../../gateway/traffic/listen/revocation-files.ts';
import { openCertificates } from '../../gateway/traffic/listen/tls.ts';
import type { Handler } from '../../gateway/traffic/policy.ts';
import { ServedExchange } from '../../gateway/traffic/run/served-exchange.ts';
import { temporaryFolder } from '../components/program.ts';
import { authority, client, openssl, type OpensslFolder, type OpensslPair } from '../setup/openssl.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { exchangeOf, type TrialExchange } from '../setup/traffic-exchange.ts';
import { policyTrial } from '../setup/traffic-policies.ts';
import { startTrialServer, type TrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let make: OpensslFolder;
let root: OpensslPair;
let between: OpensslPair;
let till: OpensslPair;
let other: OpensslPair;
beforeAll(async () => {
  folder = await temporaryFolder('chains');
  make = openssl(folder.path);
  root = make.issue('root', null);
  between = make.issue('between', root);
  till = make.issue('till', between, { extensions: client });
  other = make.issue('other', between, { extensions: client });
});
afterAll(() => folder.remove());

const compile = (action: object = {}, revocations?: Revocations): Handler => {
  const clock = { now: () => new Date(), monotonic: () => performance.now() };
  const trial = policyTrial({ clock, ...(revocations === undefined ? {} : { revocations }) });
  const whole = { ca: root.cert, checkCredentialExistence: false, ...action };
  const [handler] = trial.compile({ 'mutual-tls': { action: whole } });
  if (handler === undefined) throw new Error('It was not compiled.');
  return handler;
};

/** Over a connection that shows these, the client's own first. */
const connection = (...shown: readonly OpensslPair[]) => {
  const [leaf, ...above] = shown.map(({ cert }) => new X509Certificate(cert));
  let below = leaf;
  for (const one of above) {
    Object.defineProperty(below, 'issuerCertificate', { value: one });
    below = one;
  }
  const exchange = exchangeOf({ socket: { getPeerX509Certificate: () => leaf } });
  keepSentChain(exchange.request.socket);
  return exchange;
};
/** Why not, where it was not let in. */
const ask = async (handler: Handler, exchange: TrialExchange): Promise<string | undefined> => {
  exchange.consumer = null;
  try {
    await handler(exchange);
    return undefined;
  } catch (error) {
    return isHubError(error) ? error.code : String(error);
  }
};
const letsIn = async (handler: Handler, ...shown: readonly OpensslPair[]): Promise<boolean> => {
  const code = await ask(handler, connection(...shown));
  if (code !== undefined) expect(code).toBe('credentials_wrong');
  return code === undefined;
};

describe('a chain', () => {
  verifies('gateway.traffic.auth.certificate.chain', 'may be sent, or stand in the document', async () => {
    expect(await letsIn(compile(), till)).toBe(false);
    expect(await letsIn(compile(), till, between)).toBe(true);
    expect(await letsIn(compile(), till, root, between)).toBe(true);
    expect(await letsIn(compile({ intermediates: between.cert }), till)).toBe(true);
    expect(await letsIn(compile({ ca: between.cert }), till)).toBe(true);
  });

  verifies(
    'gateway.traffic.auth.certificate.chain',
    'what was good once need not be sent again',
    async () => {
      const handler = compile();
      expect(await letsIn(handler, till, between)).toBe(true);
      expect(await letsIn(handler, other)).toBe(true);
    },
  );

  verifies(
    'gateway.traffic.auth.certificate.chain',
    'the list in between makes nobody an authority',
    async () => {
      const strange = make.issue('strange', null);
      const stranger = make.issue('stranger', strange, { extensions: client });
      expect(await letsIn(compile({ intermediates: strange.cert }), stranger, strange)).toBe(false);
    },
  );

  const conditions: readonly (readonly [string, readonly string[]])[] = [
    ['is no authority', ['basicConstraints=critical,CA:false']],
    ['may not sign certificates', ['basicConstraints=critical,CA:true', 'keyUsage=critical,cRLSign']],
    ['is for servers', [...authority, 'extendedKeyUsage=serverAuth']],
    ['is limited to names', [...authority, 'nameConstraints=critical,permitted;DNS:shop.example']],
    ['is limited to names, by the way', [...authority, 'nameConstraints=permitted;DNS:shop.example']],
    ['has a condition that nobody knows', [...authority, '1.2.3.4=critical,ASN1:UTF8String:only on sundays']],
  ];
  for (const [how, extensions] of conditions)
    verifies(
      'gateway.traffic.auth.certificate.forged',
      `one in between that ${how} lets nobody in`,
      async () => {
        const wrong = make.issue('wrong', root, { extensions });
        const below = make.issue('below', wrong, { extensions: client });
        expect(await letsIn(compile(), below, wrong)).toBe(false);
      },
    );

  verifies('gateway.traffic.auth.certificate.forged', 'is no longer than each of them says', async () => {
    const short = make.issue('short', root, {
      extensions: ['basicConstraints=critical,CA:true,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign'],
    });
    const direct = make.issue('direct', short, { extensions: client });
    expect(await letsIn(compile(), direct, short)).toBe(true);
    const deeper = make.issue('deeper', short);
    const far = make.issue('far', deeper, { extensions: client });
    expect(await letsIn(compile(), far, deeper, short)).toBe(false);
    const signed = make.issue('signed', till, { extensions: client });
    expect(await letsIn(compile(), signed, till, between)).toBe(false);
  });

  test('thousands of signatures are not tried for one client', async () => {
    const many = Array.from({ length: 8 }, () => make.issue('between', root));
    const forged = make.issue('forged', make.issue('between', null), { extensions: client });
    expect(
      await letsIn(compile({ intermediates: many.map(({ cert }) => cert).join('') }), forged, ...many),
    ).toBe(false);
  });
});

describe('a revocation list', () => {
  verifies('gateway.traffic.auth.certificate.revoked', 'in the document', async () => {
    const crl = make.revoke(between, [till]);
    expect(await letsIn(compile({ crl }), till, between)).toBe(false);
    expect(await letsIn(compile({ crl }), other, between)).toBe(true);
    expect(await letsIn(compile({ crl, ca: between.cert }), till)).toBe(false);
  });

  verifies('gateway.traffic.auth.certificate.revoked', 'of one in between', async () => {
    expect(await letsIn(compile({ crl: make.revoke(root, [between]) }), till, between)).toBe(false);
    expect(await letsIn(compile({ crl: make.revoke(root, []) }), till, between)).toBe(true);
  });

  verifies(
    'gateway.traffic.auth.certificate.revoked',
    'of each authority, where that is asked for',
    async () => {
      const crlRequired = true;
      const [own, above] = [make.revoke(between, []), make.revoke(root, [])];
      expect(await letsIn(compile({ crlRequired }), till, between)).toBe(false);
      expect(await letsIn(compile({ crlRequired, crl: own }), till, between)).toBe(false);
      expect(await letsIn(compile({ crlRequired, crl: own + above }), till, between)).toBe(true);
    },
  );

  verifies(
    'gateway.traffic.auth.certificate.revoked',
    'of an authority of the same name says nothing',
    async () => {
      const crl = make.revoke(make.issue('between', null), [till]);
      expect(await letsIn(compile({ crl }), till, between)).toBe(true);
      expect(await letsIn(compile({ crl, crlRequired: true }), till, between)).toBe(false);
    },
  );

  test('that is only a part, or none, is refused when it is saved', () => {
    const part = make.revoke(between, [], {
      extensions: ['issuingDistributionPoint=critical,@idp', '[idp]', 'onlyuser=TRUE'],
    });
    expect(() => compile({ crl: part })).toThrow('only for a part');
    const broken = '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----';
    expect(() => compile({ crl: broken })).toThrow('/crl');
    expect(() => compile({ crl: till.cert })).toThrow('revocation list in PEM');
  });

  verifies('gateway.traffic.auth.certificate.revoked', 'of the installation, read again', async () => {
    const file = join(folder.path, 'clients.crl');
    await writeFile(file, make.revoke(between, []));
    const log = recordedLog();
    const lists = await openRevocationFiles({ files: [file], log, checkEveryMs: 3_600_000 });
    const handler = compile({}, lists);
    const open = connection(till, between);
    expect(await ask(handler, open)).toBeUndefined();
    await writeFile(file, 'broken');
    await lists.look();
    expect(await ask(handler, open)).toBeUndefined();
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
    await writeFile(file, make.revoke(between, [till]));
    await lists.look();
    expect(await ask(handler, open)).toBe('credentials_wrong');
    await lists.stop();
    await expect(openRevocationFiles({ files: ['/nowhere'], log })).rejects.toThrow('HUB_TRAFFIC_CRL');
  });
});

describe('over real connections', () => {
  let server: TrialServer;
  let stop: () => Promise<void>;
  let handler: Handler;
  beforeAll(async () => {
    const own = selfSigned('localhost');
    const files = { cert: join(folder.path, 'own.crt'), key: join(folder.path, 'own.key') };
    await writeFile(files.cert, own.cert);
    await writeFile(files.key, own.key);
    const certificates = await openCertificates({ files: [files], log: recordedLog() });
    handler = compile({ crl: make.revoke(between, [other]) });
    server = await startTrialServer({ certificates }, { request: (...both) => void answer(...both) });
    server.askForClientCertificates(true);
    stop = async () => {
      await certificates.stop();
      await server.stop();
    };
  });
  afterAll(() => stop());

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pipeline, match } = exchangeOf() as unknown as ServedExchange;
    const exchange = new ServedExchange({
      ...{ request, response, requestId: 'req_1', host: 'localhost', path: '/', query: '', secure: true },
      ...{ client: '127.0.0.1', forwardedFor: '127.0.0.1', startedAt: 0 },
      match: { ...match, endpoint: { ...match.endpoint, pipeline } },
    });
    try {
      await handler(exchange);
      response.end(String(exchange.consumer?.metadata['subject']));
    } catch (error) {
      response.writeHead(isHubError(error) ? error.status : 500).end();
    }
  };
  const identity = (...shown: readonly OpensslPair[]) => ({
    ...{ key: shown[0]?.key ?? '', cert: shown.map(({ cert }) => cert).join('') },
    rejectUnauthorized: false,
  });
  const overHttp1 = async (options: RequestOptions, session?: (text: Buffer) => void) =>
    new Promise<{ said: string; reused: boolean }>((resolve, reject) => {
      const sent = requestOver(
        { host: '127.0.0.1', port: server.port, agent: false, ...options },
        (received) => {
          let text = '';
          const reused = (received.socket as TLSSocket).isSessionReused();
          received.on('data', (chunk) => (text += String(chunk)));
          received.on('end', () => resolve({ said: `${received.statusCode} ${text}`.trim(), reused }));
        },
      );
      sent.on('socket', (socket) => socket.on('session', (ticket: Buffer) => session?.(ticket)));
      sent.on('error', reject).end();
    });
  const overHttp2 = async (...shown: readonly OpensslPair[]): Promise<string[]> => {
    const session = connectHttp2(`https://127.0.0.1:${server.port}`, identity(...shown));
    const said: string[] = [];
    for (let round = 0; round < 2; round++) {
      const stream = session.request({ ':path': '/' });
      let text = '';
      stream.on('data', (chunk) => (text += String(chunk)));
      const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
      await once(stream, 'end');
      said.push(`${headers[':status']} ${text}`.trim());
    }
    session.close();
    return said;
  };

  verifies('gateway.traffic.auth.certificate.chain', 'a chain is taken, over HTTP/2 as well', async () => {
    expect((await overHttp1(identity(till))).said).toBe('401');
    expect(await overHttp2(till)).toEqual(['401', '401']);
    expect(await overHttp2(till, between)).toEqual(['200 CN=till', '200 CN=till']);
    expect((await overHttp1(identity(till, between))).said).toBe('200 CN=till');
  });

  verifies('gateway.traffic.auth.certificate.revoked', 'a revoked one is not, over either', async () => {
    expect(await overHttp2(other, between)).toEqual(['401', '401']);
    expect((await overHttp1(identity(other, between))).said).toBe('401');
  });

  verifies(
    'gateway.traffic.auth.certificate.chain',
    'a session that is taken up again needs no chain',
    async () => {
      let ticket: Buffer | undefined;
      await overHttp1(identity(till, between), (given) => (ticket = given));
      if (ticket === undefined) throw new Error('There was no ticket.');
      expect(await overHttp1({ ...identity(till), session: ticket } as RequestOptions)).toEqual({
        said: '200 CN=till',
        reused: true,
      });
    },
  );
});
