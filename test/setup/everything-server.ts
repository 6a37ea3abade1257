import { join } from 'node:path';
import { freePort, startProgram, type Program } from '../components/program.ts';

const root = join(import.meta.dirname, '..', '..');
const node = join(root, 'node_modules', '.bin', 'node');
const script = join(root, 'node_modules', '@modelcontextprotocol', 'server-everything', 'dist', 'index.js');

/** The reference server of the protocol's authors, as others run it. */
export const everythingCommand: readonly string[] = [node, script, 'stdio'];

export interface EverythingServer extends Program {
  readonly url: string;
  readonly port: number;
}

export const startEverything = async (
  transport: 'streamableHttp' | 'sse',
  port?: number,
): Promise<EverythingServer> => {
  const at = port ?? (await freePort());
  const path = transport === 'sse' ? '/sse' : '/mcp';
  const program = await startProgram({
    command: node,
    args: [script, transport],
    cwd: root,
    env: { PORT: String(at) },
    ready: async () => {
      const answer = await fetch(`http://127.0.0.1:${at}/nowhere`).catch(() => undefined);
      return answer?.status === 404;
    },
  });
  return { ...program, port: at, url: `http://127.0.0.1:${at}${path}` };
};
