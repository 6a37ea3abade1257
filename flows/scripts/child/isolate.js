// @ts-check
import ivm from 'isolated-vm';
import { entryText, fileModules, fileModuleText, refusedImport } from './modules.js';
import { prelude } from './prelude.js';
import { show } from './show.js';
import { tellThrown } from './thrown.js';

/**
 * One script, one isolate, one context, thrown away afterwards. Into it go texts; out of it come texts and numbers.
 * Nothing of isolated-vm itself (Reference, Callback, ExternalCopy) is ever handed in: each is a way out.
 *
 * All of it is synchronous, on the main thread: nobody else is served meanwhile, and there V8 keeps megabytes of stack for
 * its own code, where on a thread of isolated-vm it has 24 KB, and a script could drive it over the edge.
 *
 * @typedef {{ code: string, given: unknown, stdin: string, environment: Readonly<Record<string, string>>,
 *   memoryMb: number, limit: number }} Ask
 * @typedef {{ outcome: 'ended', code: number, stdout: string, stderr: string, value: string | null }
 *   | { outcome: 'memory' } | { outcome: 'output' }} Outcome
 * @typedef {{ value?: string | undefined, thrown?: string }} Result
 */

/**
 * @param {Ask} ask
 * @returns {Outcome}
 */
export const runIsolated = (ask) => {
  const isolate = new ivm.Isolate({ memoryLimit: ask.memoryMb });
  try {
    return runIn(isolate, ask);
  } catch (error) {
    if (isolate.isDisposed) return { outcome: 'memory' };
    throw error;
  } finally {
    if (!isolate.isDisposed) isolate.dispose();
  }
};

/**
 * @param {ivm.Isolate} isolate
 * @param {Ask} ask
 * @returns {Outcome}
 */
const runIn = (isolate, ask) => {
  const { given, environment, limit } = ask;
  const context = isolate.createContextSync();
  /** @template T @param {() => T} attempt @returns {T | { thrown: string }} */
  const told = (attempt) => {
    try {
      return attempt();
    } catch (error) {
      if (isolate.isDisposed) throw error;
      return { thrown: tellThrown(error) };
    }
  };
  /** @type {ivm.Reference | { thrown: string }} */
  const offered = told(() =>
    context.evalClosureSync(
      `return (${prelude.toString()})(${show.toString()}, $0);`,
      [JSON.stringify({ given, environment, limit })],
      { result: { reference: true }, filename: 'hub' },
    ),
  );
  if ('thrown' in offered)
    return { outcome: 'ended', code: 1, stdout: '', stderr: offered.thrown, value: null };
  /** @type {Result} */
  const result = told(() => evaluate({ isolate, context, offered }, ask));
  const [code, exited, over, stdout, stderr] =
    /** @type {[code: number, exited: boolean, over: boolean, stdout: string, stderr: string]} */ (
      offered.getSync('report', { reference: true }).applySync(undefined, [], { result: { copy: true } })
    );
  const thrown = exited ? undefined : result.thrown;
  const value = exited ? undefined : result.value;
  if (over || stdout.length + stderr.length + (value?.length ?? 0) > limit) return { outcome: 'output' };
  return {
    ...{ outcome: 'ended', code: thrown === undefined ? code : code || 1 },
    ...{ stdout, stderr: stderr + (thrown ?? ''), value: value ?? null },
  };
};

/**
 * @param {{ isolate: ivm.Isolate, context: ivm.Context, offered: ivm.Reference }} place
 * @param {Ask} ask
 * @returns {Result}
 */
const evaluate = ({ isolate, context, offered }, ask) => {
  const script = isolate.compileModuleSync(ask.code, { filename: 'script' });
  const refused = script.dependencySpecifiers.find((name) => !fileModules.has(name));
  if (refused !== undefined) return { thrown: refusedImport(refused) };
  const files =
    script.dependencySpecifiers.length > 0 &&
    isolate.compileModuleSync(fileModuleText(ask.stdin), { filename: 'node:fs' });
  const entry = isolate.compileModuleSync(entryText, { filename: 'hub' });
  entry.instantiateSync(context, (name) => (files !== false && fileModules.has(name) ? files : script));
  entry.evaluateSync();
  const value = exported(isolate, entry);
  if (value === undefined) {
    return {
      thrown: 'Error: The script awaits something that will never come: a promise that nobody settles.\n',
    };
  }
  const text = offered
    .getSync('textOf', { reference: true })
    .applySync(undefined, [value.derefInto()], { result: { copy: true } });
  return { value: typeof text === 'string' ? text : undefined };
};

/**
 * The script has no clock and nothing to wait for besides its own promises: what is not settled by now never will be, and
 * then the export cannot be read.
 * @param {ivm.Isolate} isolate
 * @param {ivm.Module} entry
 * @returns {ivm.Reference | undefined}
 */
const exported = (isolate, entry) => {
  try {
    return entry.namespace.getSync('value', { reference: true });
  } catch (error) {
    if (isolate.isDisposed) throw error;
    return undefined;
  }
};
