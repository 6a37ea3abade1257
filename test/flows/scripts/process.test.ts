// slow: starts and kills processes
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { openOutside } from '../../../flows/run/carry-out-calls.ts';
import { eventually } from '../../setup/eventually.ts';
import { openTestScripts, scriptProcesses, type TestScripts } from '../../setup/scripts.ts';
import { verifies } from '../../setup/verifies.ts';

/** The process that runs scripts: what it holds, when it is there, and what its death does to others. */

const canary = 'canary-5f1d0c77';
const open: TestScripts[] = [];
const opened = (...options: Parameters<typeof openTestScripts>): TestScripts => {
  const scripts = openTestScripts(...options);
  open.push(scripts);
  return scripts;
};
beforeAll(() => {
  process.env['HUB_CANARY'] = canary;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((scripts) => scripts.stop()));
  expect(scriptProcesses()).toEqual([]);
});
const onlyProcess = (): number => {
  const [pid, ...others] = scriptProcesses();
  expect(others).toEqual([]);
  return pid ?? 0;
};
const forEver = 'for (;;);';

test('there is no process before the first script, and one ends when it has nothing to do', async () => {
  const scripts = opened({ idleMs: 50 });
  expect(scriptProcesses()).toEqual([]);
  await scripts.run('1');
  await eventually(() => scriptProcesses().length === 0);
  expect((await scripts.run('export default 2')).value).toBe(2);
});

test('its environment and its files hold nothing of ours', async () => {
  const scripts = opened();
  const seen = await scripts.run(`export default [process.env, JSON.stringify(globalThis)]`);
  expect(JSON.stringify(seen)).not.toContain(canary);
  const pid = onlyProcess();
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .filter((one) => one !== '');
  expect(environment.filter((one) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(one))).toEqual([]);
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  expect(links.filter((to) => to.startsWith('socket:')).length).toBe(2);
  expect(links.filter((to) => to.startsWith('/') && to !== '/dev/null')).toEqual([]);
  expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/');
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  expect(limits).toMatch(/^Max file size\s+0\s+0/m);
  expect(limits).toMatch(/^Max core file size\s+0\s+0/m);
  expect(limits).toMatch(/^Max data size\s+\d+\s+\d+/m);
});

verifies(
  'flows.scripts.isolated',
  'even code outside of the isolate may read, write and start nothing',
  async () => {
    await opened().run('1');
    const [program = '', ...flags] = readFileSync(`/proc/${onlyProcess()}/cmdline`, 'utf8').split('\0');
    const probe = `
    const tries = {
      read: () => require('fs').readFileSync('/etc/passwd'),
      list: () => require('fs').readdirSync('/'),
      parent: () => require('fs').readFileSync('/proc/' + process.ppid + '/environ'),
      write: () => require('fs').writeFileSync('/tmp/escaped', 'x'),
      start: () => require('child_process').execSync('id'),
      thread: () => new (require('worker_threads').Worker)('1', { eval: true }),
      inspect: () => require('inspector').open(),
      compile: () => new Function('return 1')(),
      wasm: () => WebAssembly.Memory,
    };
    console.log(JSON.stringify(Object.entries(tries).map(([name, go]) => {
      try { go(); return name + ' worked'; } catch (error) { return name + ' ' + (error.code ?? error.name); }
    })));`;
    const kept = flags.filter((flag) => flag.startsWith('--'));
    const { stdout } = spawnSync(program, [...kept, '--eval', probe], { env: {}, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual([
      ...[
        'read ERR_ACCESS_DENIED',
        'list ERR_ACCESS_DENIED',
        'parent ERR_ACCESS_DENIED',
        'write ERR_ACCESS_DENIED',
      ],
      ...['start ERR_ACCESS_DENIED', 'thread ERR_ACCESS_DENIED', 'inspect ERR_ACCESS_DENIED'],
      ...['compile EvalError', 'wasm ReferenceError'],
    ]);
  },
);

verifies('flows.bounds', 'a process that dies fails the run that was in it, and no other', async () => {
  const scripts = opened({ processes: 1 });
  const lost = scripts.run(forEver);
  const waiting = scripts.run('export default 1');
  const pid = await eventually(() => scriptProcesses()[0] ?? false);
  process.kill(pid, 'SIGKILL');
  await expect(lost).rejects.toMatchObject({ code: expect.stringMatching(/^script_(failed|unavailable)$/) });
  expect((await waiting).value).toBe(1);
  expect(onlyProcess()).not.toBe(pid);
});

test('a process that dies while it has nothing to do is not missed', async () => {
  const scripts = opened();
  await scripts.run('1');
  const pid = onlyProcess();
  process.kill(pid, 'SIGKILL');
  await eventually(() => !scriptProcesses().includes(pid));
  expect((await scripts.run('export default 1')).value).toBe(1);
});

test('a caller who goes away ends the script; one who waited never begins', async () => {
  const scripts = opened({ processes: 1 });
  const [first, second, gone] = [new AbortController(), new AbortController(), AbortSignal.abort()];
  const running = scripts.run(forEver, {}, first.signal);
  const waiting = scripts.run(forEver, {}, second.signal);
  second.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  await eventually(() => scriptProcesses().length === 1);
  first.abort();
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  await expect(scripts.run('1', {}, gone)).rejects.toMatchObject({ code: 'cancelled' });
  expect((await scripts.run('export default 1')).value).toBe(1);
});

test('never more processes than allowed, and owners take turns', async () => {
  const scripts = opened({ processes: 1 });
  const order: string[] = [];
  const mark = async (owner: string) => {
    await scripts.run('1', { owner });
    order.push(owner);
    expect(scriptProcesses().length).toBeLessThanOrEqual(1);
  };
  await Promise.all([...['a', 'a', 'a', 'a', 'b', 'c'].map(mark)]);
  expect(order).toEqual(['a', 'a', 'b', 'c', 'a', 'a']);
});

test('two scripts run side by side in two processes', async () => {
  const scripts = opened();
  const loops = [scripts.run(forEver), scripts.run(forEver)].map((one) => one.catch(() => 'ended'));
  await eventually(() => scriptProcesses().length === 2);
  await scripts.stop();
  expect(await Promise.all(loops)).toEqual(['ended', 'ended']);
});

test('too many who wait are sent away to come again', async () => {
  const scripts = opened({ processes: 1, waiting: 1 });
  const ended = [scripts.run(forEver), scripts.run(forEver)].map((one) =>
    one.catch((error: unknown) => error),
  );
  await expect(scripts.run('1')).rejects.toMatchObject({ code: 'overloaded', retryAfter: 5 });
  await scripts.stop();
  for (const error of await Promise.all(ended)) expect(error).toMatchObject({ code: 'shutting_down' });
});

test('scripts of a space that has many wait for each other, and keep the places of others free', async () => {
  const scripts = opened({ processes: 1, waiting: 5 });
  const outside = openOutside({
    functions: async () => ({ output: null }),
    operations: { call: async () => ({ output: null }) },
    scripts: {
      run: (script, signal) => scripts.run(script.code, script, signal),
      stop: () => scripts.stop(),
    },
    runs: () => ({ start: async () => Promise.reject(new Error('no flow is begun')) }),
  });
  const over: string[] = [];
  const run = async (spaceId: string): Promise<void> => {
    const place = { key: '/s', effect: '/s', place: '/do/0/s', timeoutMs: null, await: true } as const;
    const script = { process: 'script', with: { language: 'js', code: 'export default 1' } } as const;
    await outside.process({
      ...{ spaceId, runId: 'run_1', secrets: {}, idempotencyKey: 'k', signal: new AbortController().signal },
      command: { kind: 'run', ...place, ...script },
    });
    over.push(spaceId);
  };
  const busy = Array.from({ length: 5 }, () => run('spc_busy').catch((error: unknown) => error));
  await Promise.all([...busy, run('spc_other')]);
  expect(over.filter((spaceId) => spaceId === 'spc_other')).toHaveLength(1);
  expect(over.indexOf('spc_other')).toBeLessThan(over.length - 1);
  expect(await Promise.all(busy)).toContainEqual(expect.objectContaining({ code: 'overloaded' }));
});

test('stop ends what runs as the stop of the hub, twice without harm', async () => {
  const scripts = opened();
  const running = scripts.run(forEver).catch((error: unknown) => error);
  await eventually(() => scriptProcesses().length === 1);
  await Promise.all([scripts.stop(), scripts.stop()]);
  expect(await running).toMatchObject({ code: 'shutting_down' });
  await expect(scripts.run('1')).rejects.toMatchObject({ code: 'shutting_down' });
});
