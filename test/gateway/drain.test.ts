import { expect } from '@jest/globals';
import { startListener } from '../../gateway/http/listener.ts';
import { openHealth } from '../../platform/health.ts';
import { openRawClient, type RawClient } from '../setup/raw-client.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { startTrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

const get = 'GET / HTTP/1.1\r\nhost: a.test\r\n\r\n';
/** Longer than the notice that a listener gives before it closes. */
const busyMs = 400;

/** Clients whose connections are kept, as those of a balancer. */
const keptBy = async (port: number): Promise<RawClient[]> => {
  const clients = await Promise.all(Array.from({ length: 20 }, () => openRawClient(port)));
  for (const client of clients) {
    client.write(get);
    expect((await client.answer()).startLine).toContain(' 200 ');
  }
  return clients;
};

/** They ask just as the server stops, and the process is too busy to hear it at once. */
const askAtTheStop = async (server: { readonly port: number; stop(): Promise<void> }): Promise<void> => {
  const clients = await keptBy(server.port);
  const stopped = server.stop();
  for (const client of clients) client.write(get);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyMs);
  for (const client of clients) expect((await client.answer()).startLine).toContain(' 200 ');
  for (const client of clients) client.destroy();
  await stopped;
};

verifies(
  'foundation.http.drain',
  'what was asked before a stop is answered, also by a busy hub',
  async () => {
    const options = { host: '127.0.0.1', port: 0, drainMs: 5_000, secure: false };
    await askAtTheStop(
      await startListener(options, {
        log: recordedLog(),
        health: openHealth(),
        request: (_request, response) => void response.end('ok'),
        upgrade: (_request, socket) => void socket.destroy(),
        closeUpgraded: () => undefined,
      }),
    );
  },
);

verifies('foundation.http.drain', 'so it is by the gateway', async () => {
  await askAtTheStop(await startTrialServer({ drainMs: 5_000 }));
});
