import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { located } from './installed.ts';
import { freePort, listens, startProgram, temporaryFolder } from './program.ts';

export interface KafkaServer {
  readonly brokers: string[];
  stop(): Promise<void>;
}

/** One node that is broker and controller, so nothing is replicated and every internal topic has one copy. */
export const startKafka = async (): Promise<KafkaServer> => {
  const jars = join(located('kafka'), '*');
  const folder = await temporaryFolder('kafka');
  const [port, controller] = [await freePort(), await freePort()];
  const settings = join(folder.path, 'server.properties');
  await writeFile(settings, properties({ port, controller, logs: join(folder.path, 'logs') }));

  const formatted = spawnSync(
    'java',
    ['-cp', jars, 'kafka.tools.StorageTool', 'format', '-t', newClusterId(), '-c', settings],
    { cwd: folder.path, encoding: 'utf8' },
  );
  if (formatted.status !== 0) {
    throw new Error(`Kafka could not format its folder: ${formatted.stderr || String(formatted.error)}`);
  }
  const server = await startProgram({
    command: 'java',
    args: ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-cp', jars, 'kafka.Kafka', settings],
    cwd: folder.path,
    ready: () => listens(port),
    timeoutMs: 120_000,
  });
  return {
    brokers: [`127.0.0.1:${port}`],
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};

/** Sixteen bytes in base64url; the first is fixed, so that no id begins with a dash and is taken for an option. */
const newClusterId = (): string => {
  const bytes = randomBytes(16);
  bytes[0] = 0x2a;
  return bytes.toString('base64url');
};

const properties = (place: { port: number; controller: number; logs: string }): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${place.controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${place.port},CONTROLLER://127.0.0.1:${place.controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${place.port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': place.logs,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    // A new consumer is served at once instead of three seconds later.
    'group.initial.rebalance.delay.ms': 0,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
