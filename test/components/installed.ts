import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, join } from 'node:path';

/** What each real component needs, where it is found, and how it comes onto the machine. */

const cacheFolder = process.env['APP_CONNECT_CACHE'] ?? join(homedir(), '.cache', 'app-connect');
const kafkaVersion = '4.1.0';
const kafkaJars = join(cacheFolder, `kafka-${kafkaVersion}`);
const versitygwVersion = '1.8.0';
const versitygw = join(cacheFolder, `versitygw-${versitygwVersion}`);
const inspectorVersion = '2.12.0';
const inspector = join(cacheFolder, `mcp-inspector-${inspectorVersion}`);
const schemathesisVersion = '4.32.5';
const schemathesis = join(cacheFolder, `schemathesis-${schemathesisVersion}`);
const gatewayPeer = join(import.meta.dirname, '..', 'peers', 'express-gateway');
const gatewayPeerFiles = ['package.json', 'package-lock.json'].map((name) => join(gatewayPeer, name));
const debianPostgres = '/usr/lib/postgresql/15/bin';

export interface Component {
  readonly what: string;
  /** The program or folder, or undefined when it is not on this machine. */
  find(): string | undefined;
  /** What a person types to get it; printed beside every suite that was left out. */
  readonly command: string;
  /** Does the same, where this user may. Throws with the reason when it cannot. */
  install(): Promise<void>;
}

const onPath = (...names: readonly string[]): string | undefined => {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Debian packages come by themselves for root on Debian or its kin; anybody else is told the command. */
const mayInstallPackages = (): boolean =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && onPath('apt-get') !== undefined;

const run = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void => {
  const done = spawnSync(command, args, { env: { ...process.env, ...env }, encoding: 'utf8' });
  if (done.status === 0) return;
  const reason =
    done.error?.message ?? `${done.stderr}${done.stdout}`.trim().split('\n').slice(-6).join('\n');
  throw new Error(`${command} ${args.join(' ')} failed: ${reason}`);
};

const installPackages = (...packages: readonly string[]): void => {
  if (!mayInstallPackages()) throw new Error('only root on Debian may install packages');
  const apt = (...args: readonly string[]) => run('apt-get', args, { DEBIAN_FRONTEND: 'noninteractive' });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
};

const fromDebian = (what: string, debianPackage: string, find: () => string | undefined): Component => ({
  what,
  find,
  command: `apt-get install -y --no-install-recommends ${debianPackage}`,
  install: async () => installPackages(debianPackage),
});

const needTool = (tool: string, debianPackage: string): void => {
  if (onPath(tool) === undefined) installPackages(debianPackage);
};

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>test</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
<version>${kafkaVersion}</version></dependency></dependencies></project>
`;

/** Made beside its place and moved there when complete: a download cut short is never taken for the real thing. */
const completeOrNothing = async (target: string, make: (draft: string) => Promise<void>): Promise<void> => {
  const draft = `${target}.${process.pid}.draft`;
  await mkdir(draft, { recursive: true });
  try {
    await make(draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

const installKafka = async (): Promise<void> => {
  needTool('java', 'default-jre-headless');
  needTool('mvn', 'maven');
  await completeOrNothing(kafkaJars, async (draft) => {
    const project = join(draft, 'pom.xml');
    await writeFile(project, pom);
    const jars = join(draft, 'jars');
    run('mvn', ['-q', '-B', '-f', project, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`]);
    await rename(jars, kafkaJars);
  });
};

const installVersitygw = async (): Promise<void> => {
  needTool('go', 'golang-go');
  await completeOrNothing(versitygw, async (draft) => {
    run('go', ['install', `github.com/versity/versitygw/cmd/versitygw@v${versitygwVersion}`], {
      GOBIN: draft,
    });
    await rename(join(draft, 'versitygw'), versitygw);
  });
};

const npmCommand = (): readonly [string, ...string[]] => {
  const npm = process.env['npm_execpath'];
  return npm === undefined ? ['npm'] : [process.execPath, npm];
};

/** Its hundred packages serve one suite: they stay out of the project's own. */
const installInspector = async (): Promise<void> => {
  const [command, ...before] = npmCommand();
  await completeOrNothing(inspector, async (draft) => {
    await writeFile(join(draft, 'package.json'), '{"private":true}');
    const wanted = `@modelcontextprotocol/inspector@${inspectorVersion}`;
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--prefix', draft];
    run(command, [...before, 'install', ...options, wanted]);
    await rename(draft, inspector);
  });
};

/** What is locked has a folder of its own: another lockfile is another folder. */
const gatewayPeerFolder = (): string => {
  const locked = gatewayPeerFiles.map((path) => readFileSync(path));
  const digest = createHash('sha256').update(Buffer.concat(locked)).digest('hex');
  return join(cacheFolder, `express-gateway-${digest.slice(0, 12)}`);
};

/** Seven hundred packages that nobody keeps up: never in the project's own, and their scripts are not run. */
const installGatewayPeer = async (): Promise<void> => {
  const [command, ...before] = npmCommand();
  const target = gatewayPeerFolder();
  await completeOrNothing(target, async (draft) => {
    for (const path of gatewayPeerFiles) await copyFile(path, join(draft, basename(path)));
    run(command, [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', draft]);
    await rename(draft, target);
  });
};

const installSchemathesis = async (): Promise<void> => {
  needTool('pip3', 'python3-pip');
  await completeOrNothing(schemathesis, async (draft) => {
    const packages = join(draft, 'packages');
    const wanted = `schemathesis==${schemathesisVersion}`;
    run('python3', ['-m', 'pip', 'install', '-q', '--no-compile', '--target', packages, wanted]);
    await rename(packages, schemathesis);
  });
};

export const components = {
  redis: fromDebian('Redis', 'redis-server', () => onPath('redis-server')),
  chromium: fromDebian('Chromium', 'chromium', () => onPath('chromium', 'chromium-browser')),
  openssl: fromDebian('OpenSSL', 'openssl', () => onPath('openssl')),
  postgres15: fromDebian('PostgreSQL 15 of Debian', 'postgresql-15', () =>
    [debianPostgres].find((folder) => isExecutable(join(folder, 'postgres'))),
  ),
  kafka: {
    what: `Kafka ${kafkaVersion} in KRaft mode, on Java`,
    find: () => (existsSync(kafkaJars) && onPath('java') !== undefined ? kafkaJars : undefined),
    command: 'apt-get install -y --no-install-recommends default-jre-headless maven, then npm test',
    install: installKafka,
  },
  s3: {
    what: `versitygw ${versitygwVersion}, an S3 server built with Go`,
    find: () => (isExecutable(versitygw) ? versitygw : undefined),
    command: 'install Go 1.24 or newer, then npm test',
    install: installVersitygw,
  },
  inspector: {
    what: `the MCP inspector ${inspectorVersion}`,
    find: () => (existsSync(inspector) ? inspector : undefined),
    command: 'make the npm registry reachable, then npm test',
    install: installInspector,
  },
  'express-gateway': {
    what: 'express-gateway 1.16.11, as test/peers/express-gateway locks it',
    find: () => [gatewayPeerFolder()].find((folder) => existsSync(folder)),
    command: 'make the npm registry reachable, then npm test',
    install: installGatewayPeer,
  },
  schemathesis: {
    what: `schemathesis ${schemathesisVersion}, on Python`,
    find: () => (existsSync(schemathesis) && onPath('python3') !== undefined ? schemathesis : undefined),
    command: 'apt-get install -y --no-install-recommends python3-pip, then npm test',
    install: installSchemathesis,
  },
  root: {
    what: 'root on Linux',
    find: () => (process.platform === 'linux' && process.getuid?.() === 0 ? '/root' : undefined),
    command: 'run npm test as root on Linux, in a container for example',
    install: async () => {
      throw new Error('a process cannot become root by itself');
    },
  },
} as const satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;
export const isComponentName = (name: string): name is ComponentName => Object.hasOwn(components, name);

/** Where the component is; for the code that starts it. */
export const located = (name: ComponentName): string => {
  const component: Component = components[name];
  const place = component.find();
  if (place !== undefined) return place;
  throw new Error(`${component.what} is not on this machine. Bring it in: ${component.command}`);
};
