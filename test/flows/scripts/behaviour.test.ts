import { afterAll, expect, test } from '@jest/globals';
import { isScriptLanguage } from '../../../flows/scripts/scripts.ts';
import { openTestScripts } from '../../setup/scripts.ts';

/** What a script can do, seen from who runs it. */

const scripts = openTestScripts();
afterAll(() => scripts.stop());
const { run } = scripts;

test("the specification's own example runs as it stands: stdin, arguments, environment", async () => {
  const code = `// Reading Input from STDIN
import { readFileSync } from 'node:fs';
const stdin = readFileSync(process.stdin.fd, 'utf8');
console.log('stdin > ', stdin) // Output: stdin > Hello Workflow

// Reading from argv
const [_, __, arg] = process.argv;
console.log('arg > ', arg) // Output: arg > hello

// Reading from env
const foo = process.env.foo;
console.log('env > ', foo) // Output: env > bar
`;
  const given = { stdin: 'Hello Workflow', arguments: ['hello'], environment: { foo: 'bar' } };
  expect(await run(code, { language: 'javascript', ...given })).toEqual({
    ...{ code: 0, stderr: '', value: null },
    stdout: 'stdin >  Hello Workflow\narg >  hello\nenv >  bar\n',
  });
});

test('the value is what the script exports as default, awaited, as JSON', async () => {
  const value = async (code: string) => (await run(code)).value;
  expect(await value('export default { a: [1, null, "ü"], at: new Date(0), no: undefined }')).toEqual({
    ...{ a: [1, null, 'ü'], at: '1970-01-01T00:00:00.000Z' },
  });
  expect(await value('const later = async () => 7; export default later()')).toBe(7);
  expect(await value('const { x } = await Promise.resolve({ x: 1 }); export { x as default }')).toBe(1);
  expect(await value('const none = 1')).toBeNull();
  expect(await value('export default () => 1')).toBeNull();
  expect(await value('export default JSON.parse(`{"__proto__": {"a": 1}}`)')).toEqual(
    JSON.parse('{"__proto__": {"a": 1}}'),
  );
});

test('what cannot be JSON fails and says why', async () => {
  const big = await run('export default 1n');
  expect(big).toMatchObject({ code: 1, value: null, stderr: expect.stringContaining('BigInt') });
  const circle = await run('const a = {}; a.a = a; export default a');
  expect(circle).toMatchObject({ code: 1, stderr: expect.stringContaining('circular') });
  const deep = 'let a = []; for (let i = 0; i < 100; i++) a = [a]; export default a';
  await expect(run(deep)).rejects.toMatchObject({ code: 'script_failed' });
});

test('arguments are argv when they are a list, constants when they are an object, and args always', async () => {
  const list = await run('console.log(process.argv, args)', { arguments: ['a', 2, { b: 3 }] });
  expect(list.stdout).toBe(`[ 'node', 'script', 'a', '2', '{"b":3}' ] [ 'a', 2, { b: 3 } ]\n`);
  const object = await run('console.log(process.argv, order.id, args.order.id)', {
    arguments: { order: { id: 5 } },
  });
  expect(object.stdout).toBe("[ 'node', 'script' ] 5 5\n");
  const constant = await run('order = 1', { arguments: { order: {} } });
  expect(constant.stderr).toContain('TypeError');
  const taken = await run('1', { arguments: { console: 1 } });
  expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('"console"') });
});

test('console writes to stdout and stderr as Node does for plain values', async () => {
  const { stdout, stderr } = await run(`
    console.log('a', 1, -0, 2n, null, undefined, true, 'it\\'s');
    console.log({ a: 'x', 'b-c': [1, [2, [3, [4]]]], f() {} }, [], {}, new Map([['k', 1]]), new Set(['v']));
    console.info('%s is %d of %j %%', 'x', '5', { y: 1 }, 'more');
    const self = {}; self.self = self; console.debug(self, [self]);
    console.error('bad'); console.warn(new TypeError('worse').message);
    process.stdout.write('no line'); process.stderr.write('end');
  `);
  expect(stdout.split('\n')).toEqual([
    "a 1 -0 2n null undefined true it's",
    "{ a: 'x', 'b-c': [ 1, [ 2, [Array] ] ], f: [Function: f] } [] {} Map(1) { 'k' => 1 } Set(1) { 'v' }",
    'x is 5 of {"y":1} % more',
    '{ self: [Circular] } [ { self: [Circular] } ]',
    'no line',
  ]);
  expect(stderr).toBe('bad\nworse\nend');
});

test.each([
  ['const x = 1;\nthrow new TypeError("bad")', 'TypeError: bad\n    at script:2:7\n'],
  ['await null;\n\nnull.x', "TypeError: Cannot read properties of null (reading 'x')\n    at script:3:6\n"],
  ['class Own extends Error { name = "Own" }\nthrow new Own("mine")', 'Own: mine\n    at script:2:7\n'],
  ['const x = ;', "SyntaxError: Unexpected token ';'\n    at script:1:11\n"],
  ['return 1', 'SyntaxError: Illegal return statement\n    at script:1:1\n'],
  ['missing()', 'ReferenceError: missing is not defined\n    at script:1:1\n'],
  ['Promise.reject(new Error("unheard"))', 'Error: unheard\n    at script:1:16\n'],
  ['throw "text"', "Uncaught 'text'\n"],
  ['throw null', 'Uncaught null\n'],
  ['throw { a: 1 }', 'Uncaught: the script threw an object that is no Error.\n'],
  [
    'await new Promise(() => {})',
    'Error: The script awaits something that will never come: a promise that nobody settles.\n',
  ],
  [
    'await import("node:fs")',
    'Error: A script cannot import while it runs: import() is not offered.\n    at script:1:1\n',
  ],
])('what is thrown is told with its place: %j', async (code, stderr) => {
  expect(await run(code)).toEqual({ code: 1, stdout: '', stderr, value: null });
});

test('what was written before the throw is kept', async () => {
  expect(await run('console.log("one"); throw new Error("two")')).toMatchObject({ code: 1, stdout: 'one\n' });
});

test('process.exit ends the script with its code, caught or not', async () => {
  const caught = 'console.log(1); try { process.exit(3) } catch {} console.log(2); export default 5';
  expect(await run(caught)).toEqual({ code: 3, stdout: '1\n', stderr: '', value: null });
  expect(await run('await null; process.exit()')).toMatchObject({ code: 0, stderr: '' });
  expect(await run('process.exitCode = 4; export default 1')).toMatchObject({ code: 4, value: 1 });
});

test('a script may import the reading of stdin and nothing else of files', async () => {
  const read = await run(`import fs from 'fs'; export default JSON.parse(fs.readFileSync(0))`, {
    stdin: '{"a":1}',
  });
  expect(read.value).toEqual({ a: 1 });
  const file = await run(`import { readFileSync } from 'node:fs'; readFileSync('/etc/passwd')`);
  expect(file.stderr).toContain('A script has no files');
  const write = await run(`import { writeFileSync } from 'node:fs'`);
  expect(write.stderr).toContain("does not provide an export named 'writeFileSync'");
});

test('one script leaves nothing behind for the next', async () => {
  await run('globalThis.left = 1; Array.prototype.left = 2; console.log = () => {}; process.env.left = "3"');
  const after = await run('console.log(typeof left, [].left, process.env.left)');
  expect(after.stdout).toBe('undefined undefined undefined\n');
});

test('other languages are refused with what there is instead', async () => {
  expect(['js', 'javascript', 'python', 'JS', '__proto__'].filter(isScriptLanguage)).toEqual([
    'js',
    'javascript',
  ]);
  await expect(run('print(1)', { language: 'python' })).rejects.toMatchObject({
    ...{ code: 'script_failed', message: expect.stringContaining('"python"') },
  });
});
