// slow: cuts off scripts in processes of their own
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../setup/eventually.ts';
import { openTestScripts } from '../../setup/scripts.ts';

/** A script that eats: it fails with its reason, and nobody else notices. */

// Time enough to run into the other limits, also where many share the machine.
const scripts = openTestScripts({ timeoutMs: 30_000 });
const hasty = openTestScripts({ timeoutMs: 600 });
afterAll(() => Promise.all([scripts.stop(), hasty.stop()]));
const { run } = scripts;

let ticks = 0;
let ticking: NodeJS.Timeout;
beforeEach(() => {
  ticks = 0;
  ticking = setInterval(() => ticks++, 1);
});
/** After each of them: this process was never held up for good, and the next script runs. */
afterEach(async () => {
  for (const one of [scripts, hasty])
    await eventually(async () => expect((await one.run('export default 6 * 7')).value).toBe(42));
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(0);
});

const memory = 'memory';
test.each([
  ['an array of arrays', 'const a = []; for (;;) a.push(new Array(1e6))'],
  ['many small objects', 'const a = []; for (let i = 0; ; i++) a.push({ i, text: "x" + i })'],
  ['a map', 'const m = new Map(); for (let i = 0; ; i++) m.set(i, {})'],
  ['a parser that never comes up for air', 'JSON.parse("[".repeat(5e7))'],
  [
    'texts that are made flat',
    'const a = []; for (;;) { const s = "x".repeat(1e8) + a.length; /y/.test(s); a.push(s) }',
  ],
  [
    'memory in the microtasks',
    'const a = []; (async () => { for (;;) { await 0; a.push(new Array(1e5)) } })()',
  ],
  ['a text in another form', '"x".repeat(2 ** 29 - 24).normalize("NFD")'],
  ['an array at once', 'Array.from({ length: 1e9 })'],
  ['a message that is a gigabyte', 'throw { get message() { return "x".repeat(5e8) } }'],
  [
    'memory while the value becomes JSON',
    'const a = []; export default { toJSON() { for (;;) a.push(new Array(1e6)) } }',
  ],
  [
    'memory while an error is read',
    'const a = []; throw { get message() { for (;;) a.push(new Array(1e6)) } }',
  ],
])('over memory: %s', async (_name, code) => {
  await expect(run(code)).rejects.toMatchObject({
    ...{ code: 'script_failed', message: expect.stringContaining(memory) },
  });
});

test.each([
  ['a loop', 'for (;;);'],
  ['a loop behind an await', 'await null; while (true) {}'],
  ['microtasks without end', '(async () => { for (;;) await 0 })()'],
  ['a regular expression', '/(a+)+$/.test("a".repeat(60) + "b")'],
  ['a loop while the value becomes JSON', 'export default { toJSON() { for (;;); } }'],
  ['a proxy that never has all of its keys', 'export default new Proxy({}, { ownKeys() { for (;;); } })'],
  ['a loop while an error is read', 'throw { get stack() { for (;;); } }'],
  ['a thenable that never comes back', 'export default { then() { for (;;); } }'],
  ['a sort that never agrees', 'for (;;) [3, 1, 2].sort(() => Math.random() - 0.5)'],
  ['a generator', 'function* all() { for (;;) yield* [] } [...all()]'],
  ['a caught end', 'for (;;) try { for (;;); } catch {} finally { continue }'],
  ['a loop after process.exit', 'try { process.exit(0) } catch {} for (;;);'],
])('over time: %s', async (_name, code) => {
  await expect(hasty.run(code)).rejects.toMatchObject({
    ...{ code: 'script_timeout', message: expect.stringContaining('0.6 s') },
  });
});

test.each([
  ['a flood of lines', 'for (;;) console.log("x".repeat(1_000))'],
  [
    'a flood that is caught',
    'for (let i = 0; i < 5_000; i++) try { console.error("x".repeat(1_000)) } catch {}',
  ],
  ['one huge line', 'console.log("x".repeat(2e6))'],
  ['a huge value', 'export default "x".repeat(2e6)'],
  ['many small ones together', 'console.log("x".repeat(6e5)); export default "x".repeat(6e5)'],
])('over output: %s', async (_name, code) => {
  await expect(run(code)).rejects.toMatchObject({
    ...{ code: 'script_failed', message: expect.stringContaining('1 MB') },
  });
});

test('a throw with a huge message is told in short', async () => {
  const { code, stderr } = await run('throw new Error("x".repeat(5e6))');
  expect({ code, short: stderr.length < 5_000 }).toEqual({ code: 1, short: true });
});

test('more than 8 MB are not handed to a script', async () => {
  await expect(run('1', { arguments: ['x'.repeat(9e6)] })).rejects.toMatchObject({
    ...{ code: 'script_failed', message: expect.stringContaining('8 MB') },
  });
  const many = Array.from({ length: 200_000 }, (_, at) => `${at}`);
  expect((await run('export default process.argv.length', { arguments: many })).value).toBe(200_002);
});

test.each([
  ['calls without end', 'const f = () => f(); f()', 'RangeError'],
  [
    'calls through a proxy',
    'let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x',
    'RangeError',
  ],
  ['brackets in code', 'eval("(".repeat(1e5))', 'Error'],
  ['a deep value', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; export default a', 'RangeError'],
  ['buffers', 'const a = []; for (;;) a.push(new Uint8Array(1e6))', 'RangeError'],
  ['one buffer', 'new ArrayBuffer(2 ** 40)', 'RangeError'],
  ['a text too long', 'let s = "ab"; for (;;) s += s', 'RangeError'],
  ['a number too long', '2n ** 10_000_000_000n', 'RangeError'],
])('what the language itself refuses is an error of the script: %s', async (_name, code, name) => {
  expect(await run(code)).toMatchObject({ code: 1, stderr: expect.stringContaining(name) });
});

test.each([
  'Atomics',
  'SharedArrayBuffer',
  'WebAssembly',
  'require',
  'module',
  'Buffer',
  'fetch',
  'setTimeout',
])('there is no %s', async (name) => {
  expect((await run(`export default typeof ${name}`)).value).toBe('undefined');
  expect((await run(`${name}.x`)).stderr).toContain(`ReferenceError: ${name} is not defined`);
});

test('a compiler that is called where the stack ends finds stack enough, and kills nobody', async () => {
  const brackets = '"return " + "(".repeat(500) + 1 + ")".repeat(500)';
  const code = `const f = () => { try { f() } catch { new Function(${brackets})() } }; f(); console.log('alive')`;
  expect(await run(code)).toMatchObject({ code: 0, stdout: 'alive\n' });
});
