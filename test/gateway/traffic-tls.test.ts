import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import {
  openCertificates,
  type CertificateFiles,
  type Certificates,
} from '../../gateway/traffic/listen/tls.ts';
import { eventually } from '../setup/eventually.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { selfSigned } from '../setup/self-signed.ts';
import { startTrialServer, type TrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

let folder: string;
let log: ReturnType<typeof recordedLog>;
let certificates: Certificates;
let server: TrialServer;
/** Common names of the certificates that clients showed. */
let shown: string[];

const write = async (
  name: string,
  pair = selfSigned(name),
): Promise<CertificateFiles & { readonly pem: string }> => {
  const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  await writeFile(files.cert, pair.cert);
  await writeFile(files.key, pair.key);
  return { ...files, pem: pair.cert };
};

const start = async (...files: [CertificateFiles, ...CertificateFiles[]]): Promise<void> => {
  certificates = await openCertificates({ files, log, checkEveryMs: 20 });
  server = await startTrialServer(
    { certificates },
    {
      request: (request, response) => {
        shown.push(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN));
        response.end();
      },
    },
  );
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'app-connect-tls-'));
  log = recordedLog();
  shown = [];
});
afterEach(async () => {
  await certificates.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

const hello = async (servername?: string, ALPNProtocols = ['http/1.1']): Promise<TLSSocket> => {
  const socket = connect({
    ...{ port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols },
    ...(servername === undefined ? {} : { servername }),
  });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return socket;
};
const shownTo = async (servername?: string): Promise<string> => {
  const socket = await hello(servername);
  const { subject, serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return `${String(subject.CN)} ${serialNumber}`;
};
const nameFor = async (servername?: string): Promise<string | undefined> =>
  (await shownTo(servername)).split(' ')[0];

verifies('gateway.traffic.tls', 'each name gets its certificate, any other the first one', async () => {
  await start(await write('first.test'), await write('second.test'), await write('*.wild.test'));
  expect(await nameFor('second.test')).toBe('second.test');
  expect(await nameFor('SECOND.test')).toBe('second.test');
  expect(await nameFor('any.wild.test')).toBe('*.wild.test');
  expect(await nameFor('a.b.wild.test')).toBe('first.test');
  expect(await nameFor('unknown.test')).toBe('first.test');
  expect(await nameFor()).toBe('first.test');
});

verifies(
  'gateway.traffic.tls',
  'a new pair is taken without a restart, and no connection notices',
  async () => {
    await start(await write('first.test'), await write('second.test'));
    const kept = await hello('second.test');
    const [before, other] = [await shownTo('second.test'), await shownTo()];
    await write('second.test');
    await eventually(async () => (await shownTo('second.test')) !== before);
    expect(await shownTo()).toBe(other);
    await write('first.test');
    await eventually(async () => (await shownTo()) !== other);
    await eventually(async () => (await shownTo('first.test')) !== other);
    kept.write('GET / HTTP/1.1\r\nHost: second.test\r\n\r\n');
    const [answer] = (await once(kept, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
    kept.destroy();
  },
);

verifies(
  'gateway.traffic.tls',
  'a broken pair is refused and said once, and the one before stays',
  async () => {
    const files = await write('first.test');
    await start(files);
    const before = await shownTo();
    const errors = () => log.lines.filter(({ level }) => level === 'error');
    // Half of a new pair: its key is still to come.
    const next = selfSigned('first.test');
    await writeFile(files.cert, next.cert);
    await eventually(() => errors().length === 1);
    expect(await shownTo()).toBe(before);
    expect(errors()[0]?.message).toBe('new certificate is broken: the one before stays in use');
    for (let at = 0; at < 3; at++) await certificates.look();
    expect(errors()).toHaveLength(1);
    await writeFile(files.key, next.key);
    await eventually(async () => (await shownTo()) !== before);

    const now = await shownTo();
    for (const rubbish of ['', 'rubbish']) {
      await writeFile(files.cert, rubbish);
      await certificates.look();
      expect(await shownTo()).toBe(now);
    }
    await rm(files.cert);
    await certificates.look();
    expect(await shownTo()).toBe(now);
  },
);

test('without a usable pair nothing starts, and the message names the files', async () => {
  const files = await write('first.test');
  await start(files);
  await writeFile(join(folder, 'other.key'), selfSigned('other.test').key);
  const mixed = { cert: files.cert, key: join(folder, 'other.key') };
  await expect(openCertificates({ files: [mixed], log })).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringContaining(mixed.key) as unknown,
  });
  await expect(
    openCertificates({ files: [{ cert: join(folder, 'none'), key: files.key }], log }),
  ).rejects.toMatchObject({ code: 'config_invalid' });
});

verifies(
  'gateway.traffic.tls',
  'clients are asked for a certificate from the moment that a policy wants one',
  async () => {
    const files = await write('first.test');
    await start(files);
    const client = selfSigned('caller.test');
    const call = async (options: RequestOptions): Promise<string> => {
      const asked = request({
        host: '127.0.0.1',
        port: server.port,
        rejectUnauthorized: false,
        agent: false,
        ...options,
      });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
      answer.resume();
      await once(answer, 'end');
      return shown.at(-1) ?? 'nothing came';
    };
    expect(await call({ cert: client.cert, key: client.key })).toBe('undefined');
    server.askForClientCertificates(true);
    expect(await call({ cert: client.cert, key: client.key })).toBe('caller.test');
    // Whether it is enough is for policies to say.
    expect(await call({})).toBe('undefined');
    server.askForClientCertificates(false);
    expect(await call({ cert: client.cert, key: client.key })).toBe('undefined');
  },
);

verifies('gateway.traffic.tls', 'old TLS and plain HTTP are refused', async () => {
  await start(await write('first.test'));
  const old = connect({
    port: server.port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
  });
  await expect(once(old, 'secureConnect')).rejects.toThrow();
  expect(await server.say('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).not.toMatch(/200/);
  expect(server.seen).toHaveLength(0);
});

verifies('gateway.traffic.tls', 'what is strict and patient without TLS is so with it', async () => {
  certificates = await openCertificates({ files: [await write('first.test')], log });
  server = await startTrialServer({
    certificates,
    patience: { headersMs: 1_500, bodySilenceMs: 500, checkEveryMs: 20 },
  });
  const say = async (bytes: string): Promise<string> => {
    const socket = await hello();
    let heard = '';
    socket.on('data', (data: Buffer) => (heard += data.toString()));
    socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
    return heard;
  };
  expect(await say('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await say(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
  expect(await say('GET / HTTP/1.1\r\nHost: a')).toMatch(/^HTTP\/1\.1 408 /);
  expect(await say('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na')).toMatch(/^HTTP\/1\.1 408 /);
});
