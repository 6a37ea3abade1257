import { chmod } from 'node:fs/promises';
import { startEmbeddedDatabase } from '../../platform/db/embedded.ts';
import { temporaryFolder } from '../components/program.ts';

export interface TestServer {
  /** What test/setup/database.ts reads. */
  readonly env: { readonly TEST_DATABASE_ADMIN_URL: string; readonly TEST_DATABASE_URL: string };
  stop(): Promise<void>;
}

/** One PostgreSQL for a whole run; each test file makes a database of its own in it. */
export const startTestServer = async (): Promise<TestServer> => {
  const folder = await temporaryFolder('test');
  // Under root the server is another user, who has to get in.
  await chmod(folder.path, 0o755);
  const server = await startEmbeddedDatabase(folder.path);
  return {
    env: { TEST_DATABASE_ADMIN_URL: server.adminUrl, TEST_DATABASE_URL: server.url },
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
};
