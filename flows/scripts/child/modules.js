// @ts-check

/** The module around the script: what it exports is there when the script has run to its end, and not before. */
export const entryText = "import * as script from 'script'; export const value = await script.default;";

/**
 * The one module that a script may import, for the one use that it has here: reading what was given to stdin.
 * @param {string} stdin
 */
export const fileModuleText = (stdin) => `const stdin = ${JSON.stringify(stdin)};
export const readFileSync = (path) => {
  if (path === 0 || path === '/dev/stdin') return stdin;
  throw new Error('A script has no files: readFileSync reads process.stdin.fd and nothing else.');
};
export default { readFileSync };`;

export const fileModules = new Set(['node:fs', 'fs']);

/** @param {string} name */
export const refusedImport = (name) =>
  `Error: A script cannot import "${name}". It may import { readFileSync } from 'node:fs', to read process.stdin.fd; ` +
  'console, process and args are there without an import.\n';
