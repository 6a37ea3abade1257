import { startTestServer } from './database-server.ts';

/** For `npm run jest`. Under `npm test` the runner has started the server, and stops it even after Ctrl-C. */
export default async () => {
  if (process.env.TEST_DATABASE_ADMIN_URL) return;
  const server = await startTestServer();
  Object.assign(process.env, server.env);
  globalThis.testServer = server;
};
