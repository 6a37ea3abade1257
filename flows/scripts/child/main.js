// @ts-check
import { Socket } from 'node:net';
import { frameOf, readFrames } from './frames.js';
import { runIsolated } from './isolate.js';

/**
 * The process that runs scripts: one at a time, each in an isolate of its own. It is JavaScript, not TypeScript, because
 * it runs without a compiler of machine code (--jitless), hence without WebAssembly, which Node strips types with. It
 * keeps no time and hears nothing while a script runs: whoever started it kills it when a script takes too long.
 */
const pipe = new Socket({ fd: 3, readable: true, writable: true });
/** @param {unknown} message */
const send = (message) => pipe.write(frameOf(message));

const die = () => process.kill(process.pid, 'SIGKILL');
pipe.on('end', die).on('close', die).on('error', die);

/** @param {unknown} message */
const serve = (message) => {
  send({ begun: true });
  const outcome = runIsolated(/** @type {import('./isolate.js').Ask} */ (message));
  send({ ...outcome, rss: process.memoryUsage.rss() });
};

pipe.on('data', readFrames({ limit: Number(process.argv[2]), take: serve, refuse: die }));
send({ ready: true });
