#!/usr/bin/env node
/**
 * `npx --prefix <folder of the hub> app-connect-mcp <toolset>`: starts app/mcp-stdio.ts with the project's own Node, since the one
 * that a desktop client finds may be too old for it. Plain JavaScript for the same reason.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
const child = spawn(node, [join(root, 'app', 'mcp-stdio.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
child.on('error', () => {
  process.stderr.write(`The project's own Node is not in ${node}. Run npm install in ${root} first.\n`);
  process.exit(1);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
