/**
 * Ways out of sandboxes, as bodies of functions that return what they found. `judged` makes a script of one: it looks
 * whether the find is anything of the host, and if it is, tries to do harm with it.
 */

export const judged = (body: string, marker: string): string => `
const hostly = (it) => {
  if ((typeof it !== 'object' && typeof it !== 'function') || it === null) return false;
  const has = (...names) => names.some((name) => { try { return it[name] !== undefined } catch { return false } });
  if (typeof it === 'function' && it.name === 'require') return true;
  return has('binding', 'mainModule', 'dlopen', 'reallyExit', 'versions', 'getBuiltinModule', 'applySync', 'derefInto',
    'createContextSync', '_linkedBinding', 'readFileSync', 'execSync') && it !== globalThis;
};
let found;
try {
  found = await (async function attempt() { ${body} })();
} catch (error) { found = error }
const of = (name) => { try { return found?.[name] } catch { return undefined } };
const all = [found, ...['process', 'constructor', 'global', 'require', 'console', 'thrown'].map(of)];
const host = all.find(hostly);
try { (host?.mainModule?.require ?? host?.getBuiltinModule ?? host)('fs').writeFileSync(${JSON.stringify(marker)}, 'x') } catch {}
try { console.log(String(found).slice(0, 500), JSON.stringify(found)?.slice(0, 500)) } catch {}
export default host === undefined ? 'nothing' : 'host';
`;

const code = (text: string): string => JSON.stringify(text);

/** Each by the idea that it stands for. */
export const attempts: [name: string, body: string][] = [
  ['the constructor of this', "return this.constructor.constructor('return process')()"],
  ['the constructor of a function', "return (() => {}).constructor('return this')().process"],
  ['async functions', "return (async () => {}).constructor('return process')()"],
  ['generators', "return (function* () {}).constructor('return process')().next().value"],
  ['async generators', "return (await (async function* () {}).constructor('return process')().next()).value"],
  ['console', "return console.log.constructor('return process')()"],
  ['process', "return process.exit.constructor('return process')()"],
  ['process.binding', "return process.binding('fs')"],
  ['process.mainModule', "return process.mainModule.require('fs')"],
  ['process.getBuiltinModule', "return process.getBuiltinModule('fs')"],
  ['eval in the global scope', "return (0, eval)('process')"],
  ['require in eval', "return (0, eval)('require')"],
  ['import in eval', `return eval(${code("import('node:fs')")})`],
  ['import in a new function', `return new Function(${code("return import('node:child_process')")})()`],
  ['import with a computed name', "return import(['node', 'fs'].join(':'))"],
  [
    'the thrown of an import',
    "return import('node:fs').catch((error) => error.constructor.constructor('return process')())",
  ],
  ['import.meta in a function', "return new Function('return import.meta')()"],
  [
    'prepareStackTrace',
    'Error.prepareStackTrace = (_, frames) => frames.map((f) => f.getThis?.() ?? f.getFunction?.()); return new Error().stack.find(Boolean)',
  ],
  [
    'prepareStackTrace of an error of the hub',
    "let frames; Error.prepareStackTrace = (_, all) => (frames = all); try { process.exit() } catch (error) { error.stack } return frames[0].getFunction?.()?.constructor('return process')()",
  ],
  ['file names of a stack', "return new Error().stack.split('\\n')"],
  ['stackTraceLimit', 'Error.stackTraceLimit = 1000; return { thrown: new Error().stack }'],
  ['captureStackTrace', 'const at = {}; Error.captureStackTrace(at); return at'],
  ['the caller of a sloppy function', "return new Function('return arguments.callee.caller')()"],
  [
    'the caller of a getter',
    "return Object.defineProperty({}, 'x', { get: new Function('return arguments.callee.caller') }).x",
  ],
  [
    'a stack that runs out',
    "const down = () => { try { down() } catch (error) { return error.constructor.constructor('return process')() } }; return down()",
  ],
  [
    'console at the end of the stack',
    "const down = () => { try { console.log(''); down() } catch (error) { throw error } }; down()",
  ],
  [
    'an error in a formatter',
    'console.log({ get x() { throw this }, constructor: { get name() { return process } } })',
  ],
  [
    'a proxy in console',
    "console.log(new Proxy({}, { get(...all) { return all }, ownKeys() { return ['x'] }, getOwnPropertyDescriptor() { return { value: 1, configurable: true, enumerable: true } } }))",
  ],
  ['toJSON', "return { toJSON() { return this.constructor.constructor('return process')() } }"],
  ['Symbol.toPrimitive', 'return `${{ [Symbol.toPrimitive](hint) { return arguments.callee } }}`'],
  [
    'Symbol.species',
    'class Mine extends Array { static get [Symbol.species]() { return Function } } return new Mine(1, 2).map((x) => x)',
  ],
  ['Symbol.hasInstance', 'return { [Symbol.hasInstance]: (x) => x }[Symbol.hasInstance](globalThis).process'],
  [
    'Symbol.unscopables',
    "globalThis[Symbol.unscopables] = { process: true }; return (0, eval)('typeof process')",
  ],
  [
    'Promise species',
    'class Mine extends Promise { static get [Symbol.species]() { return Function } } return Mine.resolve(1).then((x) => x)',
  ],
  ['a thenable', "return { then(resolve, reject) { resolve(resolve.constructor('return process')()) } }"],
  [
    'a thenable that is its own constructor',
    'return { then(resolve) { resolve({ process: resolve.caller }) } }',
  ],
  [
    'Promise.prototype.then',
    'const { then } = Promise.prototype; Promise.prototype.then = function (...all) { globalThis.seen = all; return then.apply(this, all) }; await 0; return globalThis.seen?.[0]',
  ],
  [
    'Promise.prototype.constructor',
    'Promise.prototype.constructor = function (go) { globalThis.seen = go; go(() => {}, () => {}) }; await Promise.resolve(); return globalThis.seen',
  ],
  ['finally', 'return Promise.resolve().finally(function () { return this })'],
  [
    'array setters',
    'let got; Object.defineProperty(Array.prototype, 0, { set(x) { got = x }, configurable: true }); console.log(1); delete Array.prototype[0]; return got',
  ],
  [
    'object setters',
    "let got; Object.defineProperty(Object.prototype, 'value', { set(x) { got = [x, this] }, configurable: true }); console.log(1); delete Object.prototype.value; return got",
  ],
  [
    'Function.prototype.call',
    'let got; const { call } = Function.prototype; Function.prototype.call = function (...all) { got = all; return call.apply(this, all) }; console.log([1]); return got?.[0]',
  ],
  [
    'Function.prototype.apply',
    'let got; Function.prototype.apply = function () { got = this }; console.log(1); return got?.caller',
  ],
  [
    'String.prototype.replace',
    "let got; String.prototype.replace = function () { got = [this, arguments.callee?.caller] }; console.log('%s', 1); return got",
  ],
  [
    'RegExp.prototype.exec',
    "let got; RegExp.prototype.exec = function () { got = this; return null }; console.log('%s', 1); return got",
  ],
  ['JSON.stringify', 'JSON.stringify = (x) => x; return [console]'],
  [
    'Array iterator',
    'let got; Array.prototype[Symbol.iterator] = function* () { got = this }; try { console.log(1) } catch {} return got',
  ],
  ['__proto__ of a null object', 'return ({ __proto__: null }).__proto__ ?? Object.create(null).constructor'],
  ['__lookupGetter__', "return process.__lookupGetter__('exitCode').constructor('return process')()"],
  ['__defineGetter__ on the global', "globalThis.__defineGetter__('found', () => arguments); return found"],
  ['Reflect.construct', "return Reflect.construct(Function, ['return process'])()"],
  ['Reflect.apply', "return Reflect.apply(Function, null, ['return process'])()"],
  ['bind', "return Function.bind(null, 'return process')()()"],
  ['tagged templates', 'return Function`return process```'],
  ['with', "return new Function('with (globalThis) { return process }')()"],
  ['labels', "return new Function('here: { break here } return process')()"],
  ['legacy RegExp', "/(.*)/.test('x'); return RegExp.input?.constructor.constructor('return process')()"],
  ['html comments', "return new Function('<!-- x\\nreturn process')()"],
  ['native syntax', "return new Function('%DebugPrint(1)')()"],
  ['natives', "return (0, eval)('%GetGlobal()')"],
  ['d8', 'return typeof d8 + typeof load + typeof quit + typeof gc + typeof version'],
  ['extras of V8', "return console.context?.('x') ?? console.memory ?? console.profile"],
  ['isolated-vm by name', 'return globalThis.ivm ?? globalThis.$0 ?? globalThis._ivm'],
  ['arguments of the hub', "return (0, eval)('typeof $0')"],
  ['the names of the hub', "return (0, eval)('typeof show + typeof prelude + typeof text + typeof offered')"],
  [
    'a function out of a Proxy',
    "return new Proxy(Function, { apply: (target, self, all) => Reflect.construct(target, all) })('return process')()",
  ],
  [
    'a revoked Proxy',
    "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); try { proxy.x } catch (error) { return error.constructor.constructor('return process')() }",
  ],
  [
    'AggregateError',
    "return Promise.any([]).catch((error) => error.errors.constructor.constructor('return process')())",
  ],
  ['SuppressedError', 'return new SuppressedError(process, console).error'],
  ['a cause', "return new Error('x', { cause: globalThis }).cause.process"],
  ['WeakRef', "return new WeakRef(console).deref().log.constructor('return process')()"],
  [
    'FinalizationRegistry',
    'new FinalizationRegistry(function () { globalThis.late = this }).register({}, 1); return globalThis.late',
  ],
  ['Intl', "return Intl.DateTimeFormat.constructor('return process')()"],
  ['the zone of the machine', 'return { own: Intl.DateTimeFormat().resolvedOptions().timeZone }.require'],
  ['sort', 'return [1, 2].sort(function () { return this?.process })'],
  [
    'JSON.parse with source',
    "return JSON.parse('{\"a\":1}', function (key, value, context) { return context.constructor.constructor('return process')() })",
  ],
  ['structuredClone', 'return structuredClone(globalThis)'],
  ['ShadowRealm', "return new ShadowRealm().evaluate('process')"],
  ['WebAssembly', 'return new WebAssembly.Memory({ initial: 1, shared: true, maximum: 1 }).buffer'],
  ['Atomics', 'return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)'],
  ['a shared buffer by its class', 'return Object.getPrototypeOf(Int8Array).prototype.buffer.constructor'],
  [
    'yield* of a hostile iterator',
    'return [...(function* () { yield* { [Symbol.iterator]: () => ({ next: () => ({ get done() { throw this }, value: process }) }) } })()]',
  ],
  [
    'return of an async generator',
    "const it = (async function* () { try { yield 1 } finally { return { then(r) { r(r.constructor('return process')()) } } } })(); await it.next(); return (await it.return()).value",
  ],
  [
    'throw into an async generator',
    'const it = (async function* () { yield 1 })(); await it.next(); return it.throw({ then: process })',
  ],
  [
    'for await of a hostile iterator',
    'for await (const x of { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: process, done: false }), return() { throw this } }) }) break',
  ],
  ['disposal', 'return new DisposableStack().adopt(process, function (x) { globalThis.got = [this, x] })'],
  [
    'class static blocks',
    "class A { static { globalThis.got = this.constructor.constructor('return process')() } } return globalThis.got",
  ],
  ['new.target', 'return new (function () { return { process: new.target } })().process'],
  ['super', "return { x() { return super.constructor.constructor('return process')() } }.x()"],
  ['a detached getter', "return Object.getOwnPropertyDescriptor(process, 'exitCode').get.call(globalThis)"],
  ['exitCode that is an object', 'process.exitCode = { valueOf() { return arguments.callee.caller } }'],
  ['exit with an object', 'process.exit({ [Symbol.toPrimitive]: () => 0 })'],
  ['write of an object', 'process.stdout.write({ toString() { return process } })'],
  [
    'env of the prototype',
    "return process.env.__proto__.constructor.constructor('return process.env')().HUB_CANARY",
  ],
  [
    'env by name',
    'return [process.env.HUB_CANARY, process.env.PATH, process.env.HOME].find(Boolean) && { mainModule: 1 }',
  ],
  ['prototype of args', "return args.constructor.constructor('return process')()"],
];

type Step = (at: string) => string;

/** What mutations begin with. */
export const sources: readonly string[] = [
  ...[
    'this',
    'globalThis',
    'console',
    'console.log',
    'process',
    'process.exit',
    'process.stdout.write',
    'args',
    'arguments',
  ],
  ...[
    '(() => {})',
    '(async () => {})',
    '(function* () {})',
    '(async function* () {})',
    'class {}',
    '[]',
    '({})',
    '/x/',
    '``',
  ],
  ...[
    '1n',
    'Symbol.iterator',
    'new Error("x")',
    'new Proxy(function () {}, {})',
    'Promise.resolve()',
    'new Map()[Symbol.iterator]()',
  ],
  ...[
    '(() => { try { null.x } catch (error) { return error } })()',
    '(() => { try { process.exit() } catch (error) { return error } })()',
  ],
  ...[
    'await import("node:fs").catch((error) => error)',
    'Object.getOwnPropertyDescriptor(process, "exitCode").get',
    'Intl',
  ],
  ...[
    '(() => { const f = () => { try { f() } catch (error) { return error } }; return f() })()',
    'new WeakRef({})',
    'JSON',
    'Reflect',
  ],
];

/** One step further along. */
export const steps: readonly Step[] = [
  ...[
    '.constructor',
    '.__proto__',
    '.prototype',
    '["con" + "structor"]',
    '?.caller',
    '?.arguments',
    '.bind(null)',
    '?.[0]',
  ].map(
    (text): Step =>
      (at) =>
        `${at}${text}`,
  ),
  (at) => `Object.getPrototypeOf(${at})`,
  (at) => `Reflect.get(${at}, "constructor")`,
  (at) => `new Proxy(${at}, {})`,
  (at) => `Object.create(${at})`,
  (at) => `Object(${at})`,
  (at) => `(await ${at})`,
  (at) => `[${at}].flatMap((x) => x)[0]`,
  (at) => `Object.values(Object.getOwnPropertyDescriptors(${at}))[0]?.value`,
];

const wanted = [
  'process',
  'this',
  'globalThis',
  'require',
  'import("node:fs")',
  'global',
  'arguments.callee.caller',
];

/** What is tried with what has been reached. */
export const ends: readonly Step[] = [
  (at) => at,
  ...wanted.flatMap((name): Step[] => [
    (at) => `${at}(${code(`return ${name}`)})()`,
    (at) => `${at}.constructor(${code(`return ${name}`)})()`,
    (at) => `${at}.constructor.constructor(${code(`return ${name}`)}).call(null)`,
    (at) => `Reflect.construct(${at}, [${code(`return ${name}`)}])()`,
  ]),
];

/** How it is tried. */
export const wraps: readonly Step[] = [
  (at) => `return ${at}`,
  (at) => `return { get x() { return ${at.replaceAll('await ', '')} } }.x`,
  (at) => `return (await Promise.all([${at}]))[0]`,
  (at) => `try { throw ${at} } catch (error) { return error }`,
  (at) => `return (async function* () { yield ${at} })().next().then(({ value }) => value)`,
  (at) =>
    `Error.prepareStackTrace = (_, all) => all; const x = ${at}; return Array.isArray(x?.stack) ? x.stack[0]?.getThis?.() : x`,
  (at) => `return new Proxy({}, { get: () => ${at.replaceAll('await ', '')} }).x`,
  (at) => `const x = ${at}; console.log(x); return x`,
];
