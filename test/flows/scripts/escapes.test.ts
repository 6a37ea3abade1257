// slow: tries hundreds of ways out of an isolate
import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openTestScripts } from '../../setup/scripts.ts';
import { root } from '../../setup/sources.ts';
import { attempts, ends, judged, sources, steps, wraps } from './escape-attempts.ts';
import { verifies } from '../../setup/verifies.ts';

/** Ways out of the isolate that worked elsewhere, and their children. None of them finds anything of the host. */

const scripts = openTestScripts({ timeoutMs: 5_000 });
afterAll(() => scripts.stop());
const canary = 'canary-93be21aa';
const marker = join(tmpdir(), `escaped-${process.pid}`);
beforeAll(() => {
  process.env['HUB_CANARY'] = canary;
});

/** What the attempt found, as the script itself judges it, and whatever it managed to write. */
const found = async (code: string): Promise<unknown> => {
  const { value, stdout, stderr } = await scripts.run(judged(code, marker), { environment: { own: 'own' } });
  const text = `${stdout}${stderr}${JSON.stringify(value)}`;
  for (const secret of [canary, root, 'node_modules', 'file:///', 'isolated-vm', 'flows/scripts']) {
    expect(text).not.toContain(secret);
  }
  expect(existsSync(marker)).toBe(false);
  // Null is a script that ended itself, by process.exit; one that could not be judged says so.
  return value ?? (stderr === '' ? 'nothing' : stderr);
};

test('the judge knows the host when it sees it', async () => {
  const fake = '({ binding() {}, mainModule: {}, versions: { node: "24" } })';
  expect(await found(`return ${fake}`)).toBe('host');
  expect(await found('return { require: function require() {} }.require')).toBe('host');
  expect(await found('return process')).toBe('nothing');
});

test.each(attempts)('%s', async (_name, code) => {
  expect(await found(code)).toBe('nothing');
});

test('and none of their mutations either', async () => {
  const expression = fc
    .tuple(
      fc.constantFrom(...sources),
      fc.array(fc.constantFrom(...steps), { maxLength: 5 }),
      fc.constantFrom(...ends),
      fc.constantFrom(...wraps),
    )
    .map(([source, walk, end, wrap]) => wrap(end(walk.reduce((at, step) => step(at), source))));
  await fc.assert(
    fc.asyncProperty(expression, async (code) => {
      expect(await found(code)).toBe('nothing');
    }),
    { numRuns: 400, interruptAfterTimeLimit: 25_000, markInterruptAsFailure: true },
  );
});

verifies(
  'flows.scripts.isolated',
  'no module of Node can be imported, but the one way to read stdin',
  async () => {
    const names = builtinModules.flatMap((name) =>
      name.startsWith('node:') ? [name] : [name, `node:${name}`],
    );
    const others = [
      'isolated-vm',
      './main.js',
      'file:///etc/passwd',
      'data:text/javascript,1',
      'script',
      'hub',
      '',
    ];
    const imported: string[] = [];
    for (const name of [...names, ...others]) {
      const { code, stderr } = await scripts.run(`import ${JSON.stringify(name)}; console.log('in')`);
      if (code === 0) imported.push(name);
      else expect(stderr).toContain(`cannot import "${name}"`);
    }
    expect(imported.toSorted()).toEqual(['fs', 'node:fs']);
  },
);

/** A name that is not here is a new way in or out: look at it before it is written down. */
const known =
  `AggregateError Array ArrayBuffer AsyncDisposableStack BigInt BigInt64Array BigUint64Array Boolean DataView
  Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity
  Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError
  Reflect RegExp Set String SuppressedError Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray WeakMap WeakRef WeakSet args console decodeURI decodeURIComponent encodeURI encodeURIComponent
  escape eval globalThis isFinite isNaN parseFloat parseInt process undefined unescape`.split(/\s+/);

test('the globals are those of the language, and console, process and args', async () => {
  const all = `let at = globalThis; const names = [];
    while (at !== null && at !== Object.prototype) { names.push(...Reflect.ownKeys(at).map(String)); at = Object.getPrototypeOf(at); }
    export default names.filter((name) => name !== 'constructor' && name !== 'Symbol(Symbol.toStringTag)')`;
  expect(((await scripts.run(all)).value as string[]).toSorted()).toEqual(known.toSorted());
});

test('what is offered is made of the language alone: every function in reach is of the same realm', async () => {
  const walk = `const seen = new Set(); const strange = []; const todo = [[globalThis, '']];
    while (todo.length > 0) {
      const [at, path] = todo.pop();
      if ((typeof at !== 'object' && typeof at !== 'function') || at === null || seen.has(at)) continue;
      seen.add(at);
      let top = at; while (Object.getPrototypeOf(top) !== null) top = Object.getPrototypeOf(top);
      if (at instanceof Object === false && top !== Object.prototype && top !== at) strange.push(path);
      if (typeof at === 'function' && at !== Function.prototype && !(at instanceof Function)) strange.push(path);
      for (const key of Reflect.ownKeys(at)) {
        const own = Object.getOwnPropertyDescriptor(at, key);
        const name = path + '.' + String(key);
        for (const next of [own.value, own.get, own.set]) todo.push([next, name]);
      }
      todo.push([Object.getPrototypeOf(at), path + '.__proto__']);
    }
    export default [strange, seen.size > 500]`;
  expect((await scripts.run(walk)).value).toEqual([[], true]);
});
