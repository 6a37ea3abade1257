import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What each real component needs, where it is found, and how it comes onto the machine. */

const cacheFolder = process.env['APP_CONNECT_CACHE'] ?? join(homedir(), '.cache', 'app-connect');
const kafkaVersion = '4.1.0';
const kafkaJars = join(cacheFolder, `kafka-${kafkaVersion}`);
const versitygwVersion = '1.8.0';
const versitygw = join(cacheFolder, `versitygw-${versitygwVersion}`);
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

export const components = {
  redis: fromDebian('Redis', 'redis-server', () => onPath('redis-server')),
  chromium: fromDebian('Chromium', 'chromium', () => onPath('chromium', 'chromium-browser')),
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
