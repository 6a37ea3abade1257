import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSigned } from '../setup/self-signed.ts';
import { located } from './installed.ts';
import { freePort, listens, startProgram, temporaryFolder } from './program.ts';

export interface KafkaServer {
  readonly brokers: string[];
  /** Where it speaks TLS and asks who one is; under its own name. */
  readonly secure: { readonly broker: string; readonly certificate: string };
  stop(): Promise<void>;
}

/** Who may sign in at the secure listener, by a way that proves the password and by one that sends it. */
export const kafkaAccounts = {
  scram: { username: 'ada', password: 'only proved' },
  plain: { username: 'ben', password: 'sent' },
} as const;

const { scram } = kafkaAccounts;
const secureName = 'kafka.test';

/** One node that is broker and controller, so nothing is replicated and every internal topic has one copy. */
export const startKafka = async (): Promise<KafkaServer> => {
  const jars = join(located('kafka'), '*');
  const folder = await temporaryFolder('kafka');
  const [port, controller, secure] = [await freePort(), await freePort(), await freePort()];
  const settings = join(folder.path, 'server.properties');
  const identity = selfSigned(secureName);
  const place = { port, controller, secure, logs: join(folder.path, 'logs') };
  await writeFile(settings, properties(place) + secureProperties(identity));

  const formatted = spawnSync(
    'java',
    [
      ...['-cp', jars, 'kafka.tools.StorageTool', 'format', '-t', newClusterId(), '-c', settings],
      ...['--add-scram', `SCRAM-SHA-256=[name=${scram.username},password=${scram.password}]`],
    ],
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
    secure: { broker: `${secureName}:${secure}`, certificate: identity.cert },
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

interface Place {
  readonly port: number;
  readonly controller: number;
  readonly secure: number;
  readonly logs: string;
}

const properties = (place: Place): string =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${place.controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${place.port},CONTROLLER://127.0.0.1:${place.controller},SASL_SSL://127.0.0.1:${place.secure}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${place.port},SASL_SSL://${secureName}:${place.secure}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL',
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

const secureProperties = ({ key, cert }: { readonly key: string; readonly cert: string }): string => {
  const modules = 'org.apache.kafka.common.security';
  const { username, password } = kafkaAccounts.plain;
  const oneLine = (text: string): string => text.trim().replaceAll('\n', ' \\\n  ');
  return [
    ['sasl.enabled.mechanisms', 'SCRAM-SHA-256,PLAIN,OAUTHBEARER'],
    ['listener.name.sasl_ssl.ssl.keystore.type', 'PEM'],
    ['listener.name.sasl_ssl.ssl.keystore.key', oneLine(key)],
    ['listener.name.sasl_ssl.ssl.keystore.certificate.chain', oneLine(cert)],
    ['listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config', `${modules}.scram.ScramLoginModule required;`],
    [
      'listener.name.sasl_ssl.plain.sasl.jaas.config',
      `${modules}.plain.PlainLoginModule required user_${username}="${password}";`,
    ],
    [
      'listener.name.sasl_ssl.oauthbearer.sasl.jaas.config',
      `${modules}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="hub";`,
    ],
  ]
    .map((pair) => `${pair.join('=')}\n`)
    .join('');
};
