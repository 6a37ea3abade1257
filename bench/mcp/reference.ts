import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/components/program.ts';
import {
  requiredScenarios,
  runSuite,
  startForwarder,
  type Said,
} from '../../test/setup/conformance-suite.ts';
import { printTable } from '../platform/measure.ts';
import { answering, serveRegistered } from './serve.ts';

/**
 * The conformance suite's own server, by itself and behind a hub: what it passes it must pass there. REFERENCE_DIR is a
 * copy of `examples/servers/typescript` of modelcontextprotocol/conformance, after `npm install` in it.
 */
const folder = process.env['REFERENCE_DIR'] ?? '';
const runner = join(folder, 'node_modules/tsx/dist/cli.mjs');
if (folder === '' || !existsSync(runner))
  throw new Error(
    'Set REFERENCE_DIR to examples/servers/typescript of modelcontextprotocol/conformance, with its packages installed.',
  );

/** As it is, but for where it listens: on this machine only. */
const startReference = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const own = await mkdtemp(join(tmpdir(), 'app-connect-reference-'));
  const text = await readFile(join(folder, 'everything-server.ts'), 'utf8');
  const bound = text.replace(
    /app\.listen\((?:Number\()?PORT\)?, (?!['"])/,
    "app.listen(Number(PORT), '127.0.0.1', ",
  );
  if (!/app\.listen\([^\n]*127\.0\.0\.1/.test(bound))
    throw new Error('The reference server listens in another way than it used to; look at its last lines.');
  await writeFile(join(own, 'everything-server.ts'), bound);
  await writeFile(join(own, 'package.json'), '{"type":"module"}');
  await symlink(join(folder, 'node_modules'), join(own, 'node_modules'));
  const port = await freePort();
  const child = spawn(process.execPath, [runner, join(own, 'everything-server.ts')], {
    cwd: own,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}/mcp`;
  await answering(url);
  return {
    url,
    stop: async () => {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(own, { recursive: true, force: true });
    },
  };
};

const passedIn = (said: Said, scenarios: readonly string[]): readonly string[] =>
  scenarios.filter((name) => said.get(name)?.passed === true);

/**
 * It is two servers at one address, which have not the same. So it is put behind a hub as it is, and as if it knew only
 * one of its eras: what it passes by itself it must pass there in the first two trials, where nothing is translated.
 */
const trials = [
  { revision: '2025-11-25', knows: 'both' },
  { revision: '2026-07-28', knows: 'both' },
  { revision: '2025-11-25', knows: 'older' },
  { revision: '2025-11-25', knows: 'newer' },
] as const;

const reference = await startReference();
const older = await startForwarder(reference.url, { hides: 'newer' });
const newer = await startForwarder(reference.url, { hides: 'older' });
const urls = { both: reference.url, older: older.url, newer: newer.url };
const rows = [];
try {
  for (const { revision, knows } of trials) {
    const { hub, url } = await serveRegistered(urls[knows]);
    const front = await startForwarder(url, { token: hub.key });
    const scenarios = await requiredScenarios(revision);
    const alone = passedIn(await runSuite(reference.url, revision), scenarios);
    const through = await runSuite(front.url, revision);
    front.stop();
    await hub.stop();
    const passed = passedIn(through, scenarios);
    const lost = alone.filter((name) => !passed.includes(name));
    const counts = { 'by itself': alone.length, 'behind the hub': passed.length };
    rows.push({ revision, 'it knows': knows, scenarios: scenarios.length, ...counts });
    for (const name of lost) console.log(through.get(name)?.line ?? `${name}: was not run`);
    if (lost.length > 0 && knows !== 'newer') process.exitCode = 1;
  }
  printTable(rows);
} finally {
  older.stop();
  newer.stop();
  await reference.stop();
}
