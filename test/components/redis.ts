import { once } from 'node:events';
import { connect } from 'node:net';
import { located } from './installed.ts';
import { freePort, startProgram, temporaryFolder, type Program } from './program.ts';

export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
  /** Like a crash: nothing is saved on the way out. */
  kill(): Promise<void>;
  /** After a kill: the same port and the same data. */
  restart(): Promise<void>;
}

/** Debian's Redis, appending every second: what a killed one loses is at most what it never acknowledged as synced. */
export const startRedis = async (): Promise<RedisServer> => {
  const folder = await temporaryFolder('redis');
  const port = await freePort();
  const start = (): Promise<Program> =>
    startProgram({
      command: located('redis'),
      args: [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path],
        ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
      ],
      cwd: folder.path,
      ready: () => answers(port),
    });
  let server = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
    kill: () => server.kill(),
    restart: async () => {
      await server.kill();
      server = await start();
    },
  };
};

/** A bare PING: while Redis loads its file it listens already, and says LOADING instead of PONG. */
const answers = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString().startsWith('+PONG');
  } finally {
    socket.destroy();
  }
};
