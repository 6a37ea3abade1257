// @ts-check

/**
 * What a script finds besides the language: console, process and its arguments. It runs inside of the isolate, before
 * the script, and goes there as text: it may use nothing but its arguments and the language. Nothing in it is a function
 * of the host: output is kept here and read from outside when the script has ended, so that a script has nothing to
 * climb out by.
 * @param {(given: readonly unknown[]) => string} show
 * @param {string} text
 */
export const prelude = (show, text) => {
  'use strict';
  /** @type {{ given: unknown, environment: Record<string, string>, limit: number }} */
  const { given, environment, limit } = JSON.parse(text);
  // Kept before the script can put its own in their place.
  const { stringify } = JSON;
  const { defineProperty } = Object;
  let out = '';
  let err = '';
  let over = false;
  /** @type {number | null} */
  let exited = null;
  let exitCode = 0;

  // They make a thread wait or share memory, and there is nobody to wait for or to share with.
  for (const name of ['Atomics', 'SharedArrayBuffer', 'WebAssembly'])
    Reflect.deleteProperty(globalThis, name);

  /** @param {string} more */
  const room = (more) => {
    if (exited !== null) return false;
    over ||= out.length + err.length + more.length > limit;
    if (over) throw new RangeError(`A script may write ${limit} characters and no more.`);
    return true;
  };
  /** @param {unknown} more */
  const toOut = (more) => {
    const line = String(more);
    if (room(line)) out += line;
    return true;
  };
  /** @param {unknown} more */
  const toErr = (more) => {
    const line = String(more);
    if (room(line)) err += line;
    return true;
  };
  /** @param {readonly unknown[]} values */
  const printOut = (...values) => void toOut(`${show(values)}\n`);
  /** @param {readonly unknown[]} values */
  const printErr = (...values) => void toErr(`${show(values)}\n`);

  /** @param {string} name @param {unknown} value */
  const offer = (name, value) =>
    defineProperty(globalThis, name, { value, enumerable: false, writable: true, configurable: true });

  const words = Array.isArray(given)
    ? given.map((one) => (typeof one === 'string' ? one : stringify(one)))
    : [];
  offer('console', {
    ...{ log: printOut, info: printOut, debug: printOut, dir: (/** @type {unknown} */ one) => printOut(one) },
    ...{ error: printErr, warn: printErr, trace: printErr },
  });
  offer('process', {
    argv: ['node', 'script', ...words],
    env: environment,
    stdin: { fd: 0 },
    stdout: { fd: 1, write: toOut },
    stderr: { fd: 2, write: toErr },
    get exitCode() {
      return exitCode;
    },
    set exitCode(code) {
      exitCode = Number(code) & 255;
    },
    exit: (/** @type {unknown} */ code = exitCode) => {
      exited ??= Number(code) & 255;
      throw new Error('The script has ended itself with process.exit.');
    },
  });
  offer('args', given);
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    for (const [name, value] of Object.entries(given)) {
      if (name in globalThis) {
        throw new Error(
          `The argument "${name}" has the name of something that scripts have already. Rename it.`,
        );
      }
      defineProperty(globalThis, name, { value, enumerable: true, writable: false, configurable: false });
    }
  }

  return {
    /** @param {unknown} value */
    textOf: (value) => stringify(value),
    // A list of plain values: the copy of it runs no code of the script's.
    report: () => [exited ?? exitCode, exited !== null, over, out, err],
  };
};
