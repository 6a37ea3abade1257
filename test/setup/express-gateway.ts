import { spawn } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { located } from '../components/installed.ts';
import { temporaryFolder } from '../components/program.ts';
import { eventually } from './eventually.ts';
import { root } from './sources.ts';

/** Who may call it: express-gateway keeps them apart from its configuration. */
export interface GatewaySeed {
  readonly scopes: readonly string[];
  readonly users: readonly {
    readonly username: string;
    readonly credentials: readonly (Readonly<Record<string, unknown>> & {
      readonly type: 'key-auth' | 'basic-auth' | 'oauth2' | 'jwt';
      readonly revoked?: boolean;
    })[];
  }[];
}

export interface ExpressGateway {
  readonly port: number;
  /** What it said: its log of errors, and of the policy that logs. */
  readonly printed: () => string;
  stop(): Promise<void>;
}

/** Nothing of it leaves the process: Redis is the emulation that it brings, and there is no admin API. */
const system = {
  db: { redis: { emulate: true, namespace: 'EG' } },
  crypto: { cipherKey: 'of a test', algorithm: 'aes256', saltRounds: 4 },
  session: { secret: 'of a test', resave: false, saveUninitialized: false },
  accessTokens: {
    ...{ timeToExpiry: 7_200_000, tokenType: 'jwt', algorithm: 'HS256' },
    ...{ issuer: 'express-gateway', audience: 'both', subject: 'somebody' },
    secretOrPrivateKey: 'the secret of tokens that are given out',
  },
  refreshTokens: { timeToExpiry: 7_200_000 },
  authorizationCodes: { timeToExpiry: 300_000 },
};

/** express-gateway as its package is, on a free port, with the text of a gateway.config.yml. */
export const startExpressGateway = async (
  yaml: string,
  seed: GatewaySeed,
  plugins: Readonly<Record<string, object>> = {},
): Promise<ExpressGateway> => {
  const modules = join(located('express-gateway'), 'node_modules');
  const folder = await temporaryFolder('express-gateway');
  await cp(join(modules, 'express-gateway', 'lib', 'config', 'models'), join(folder.path, 'models'), {
    recursive: true,
  });
  await writeFile(join(folder.path, 'gateway.config.yml'), yaml);
  await writeFile(join(folder.path, 'system.config.yml'), JSON.stringify({ ...system, plugins }));
  await writeFile(join(folder.path, 'seed.json'), JSON.stringify(seed));
  const program = join(root, 'test', 'peers', 'express-gateway', 'serve.cjs');
  const child = spawn(process.execPath, [program, modules, folder.path], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'info' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
  child.stderr.on('data', (data: Buffer) => (printed += data.toString()));
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await gone;
    await folder.remove();
  };
  try {
    const port = await eventually(() => {
      const said = /^listening (\d+)$/m.exec(printed)?.[1];
      if (said === undefined && child.exitCode !== null) return 0;
      return said === undefined ? false : Number(said);
    });
    if (port === 0) throw new Error(`It ended with ${child.exitCode}.`);
    return { port, printed: () => printed, stop };
  } catch (error) {
    await stop();
    throw new Error(`express-gateway did not start: ${String(error)}\n${printed}`, { cause: error });
  }
};
