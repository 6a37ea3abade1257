// slow: opens a thousand connections at once
import { execFileSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { startListener } from '../../gateway/http/listener.ts';
import { openHealth } from '../../platform/health.ts';
import { recordedLog } from '../setup/recorded-log.ts';
import { startTrialServer } from '../setup/traffic-server.ts';
import { verifies } from '../setup/verifies.ts';

const crowd = 1_000;

/** Ends once all are connected: with a queue that is too short, the system lets the rest in seconds later or never. */
const comeAtOnce = `
  const { connect } = require('node:net');
  let left = ${crowd};
  for (let count = left; count > 0; count--)
    connect(Number(process.argv[1]), '127.0.0.1', () => --left === 0 && process.exit(0)).on('error', () => process.exit(1));
`;

/** This process does nothing else meanwhile: it accepts nobody. */
const comeWhileBusy = (port: number): void => {
  execFileSync(process.execPath, ['-e', comeAtOnce, String(port)], { timeout: 60_000 });
};

verifies('foundation.http.crowd', 'at the hub’s own port', async () => {
  const listener = await startListener(
    { host: '127.0.0.1', port: 0, drainMs: 1_000, secure: false },
    {
      log: recordedLog(),
      health: openHealth(),
      request: (_request, response) => void response.end(),
      upgrade: (_request, socket) => void socket.destroy(),
      closeUpgraded: () => undefined,
    },
  );
  try {
    expect(() => comeWhileBusy(listener.port)).not.toThrow();
  } finally {
    await listener.stop();
  }
});

verifies('foundation.http.crowd', 'at the port of the traffic', async () => {
  const server = await startTrialServer();
  try {
    expect(() => comeWhileBusy(server.port)).not.toThrow();
  } finally {
    await server.stop();
  }
});
