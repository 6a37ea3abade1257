import { createInterface } from 'node:readline';
import { isHubError } from '../core/errors.ts';
import { loadConfig } from '../platform/config.ts';
import { createEgress } from '../platform/egress/egress.ts';
import { openLog } from '../platform/log.ts';
import { openMcpBridge, toolsetUrl } from './mcp-bridge.ts';

/** `app-connect-mcp <toolset>`: what desktop clients start, which speak MCP with programs only. */
const usage = `app-connect-mcp <name or address of a toolset>
  Connects a client that starts its servers as programs to a toolset of a hub.
  HUB_KEY holds an API key of the space; HUB_URL the address of the hub where only a name is given.
`;

const run = async (): Promise<number> => {
  const [toolset, ...rest] = process.argv.slice(2);
  const { HUB_KEY: key, HUB_URL: hub } = loadConfig(process.env);
  if (toolset === undefined || rest.length > 0 || toolset.startsWith('-') || key === undefined) {
    process.stderr.write(
      key === undefined && toolset !== undefined ? `HUB_KEY is not set.\n${usage}` : usage,
    );
    return 1;
  }
  const url = toolsetUrl(toolset, hub);
  // Whoever types an address means it: on this machine it is a private one.
  const egress = createEgress({
    ...{ allow: [], log: openLog({ level: 'silent' }), trustedOrigins: [new URL(url).origin] },
  });
  const bridge = openMcpBridge({ url, key, egress, say: (line) => void process.stdout.write(`${line}\n`) });
  const lines = createInterface({ input: process.stdin });
  const over = new Promise<void>((resolve) => {
    lines.once('close', resolve);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  lines.on('line', bridge.hear);
  await over;
  await bridge.close();
  return 0;
};

try {
  process.exit(await run());
} catch (error) {
  process.stderr.write(`${isHubError(error) ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}
