import { readFileSync } from 'node:fs';

/** Loaded before a program: says at its end how much memory it had at most. */
process.on('exit', () => {
  const kib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  process.stderr.write(`peak ${Math.round(kib / 1024)}\n`);
});
