import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../components/program.ts';
import { textOf } from '../setup/sources.ts';
import { verifies } from '../setup/verifies.ts';

const unit = textOf('deploy/systemd/app-connect.service');

/** Judged by systemd itself where it is; its rules by heart where it is not. */
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

const analyze = async (text: string, ...verb: readonly string[]) => {
  const folder = await temporaryFolder('unit');
  try {
    const path = join(folder.path, 'app-connect.service');
    // Nothing is installed here: any program that exists stands for the hub's Node.
    await writeFile(path, text.replaceAll('/opt/app-connect/node_modules/.bin/node', process.execPath));
    const done = spawnSync('systemd-analyze', [...verb, path], { encoding: 'utf8' });
    const about = done.stderr.split('\n').filter((line) => line.includes('app-connect.service:'));
    return { ok: done.status === 0, about, output: done.stdout };
  } finally {
    await folder.remove();
  }
};

const entries = (text: string) =>
  text.split('\n').flatMap((line) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });

verifies('foundation.habits.deploy', 'the systemd unit is understood word by word', async () => {
  if (hasSystemd) {
    await expect(analyze(unit, 'verify')).resolves.toMatchObject({ about: [] });
    const misspelt = await analyze(unit.replace('ProtectHome', 'ProtectHouse'), 'verify');
    expect(misspelt.about.join()).toContain('ProtectHouse');
  }
  const values = Object.fromEntries(entries(unit).map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({
    KillMode: 'mixed',
    Restart: 'on-failure',
    NoNewPrivileges: 'yes',
    ProtectSystem: 'strict',
  });
});

test('systemd counts the unit among those that are little exposed', async () => {
  if (hasSystemd) {
    const judged = await analyze(unit, 'security', '--offline=yes', '--threshold=20');
    expect([judged.ok, judged.output.split('\n').slice(-3)]).toEqual([true, expect.anything()]);
  }
  expect(
    entries(unit).filter(({ name }) => /^(Protect|Restrict|Private)/.test(name ?? '')).length,
  ).toBeGreaterThan(12);
});

test('the unit stops later than the hub drains', () => {
  const seconds = Number(entries(unit).find(({ name }) => name === 'TimeoutStopSec')?.value);
  expect(seconds).toBeGreaterThan(30);
});
