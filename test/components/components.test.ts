// needs: redis, kafka, s3, chromium, postgres15
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from '@jest/globals';
import pg from 'pg';
import { openBrowser } from './chromium.ts';
import { startKafka } from './kafka.ts';
import { startPostgres15 } from './postgres15.ts';
import { listens } from './program.ts';
import { startRedis } from './redis.ts';
import { startS3 } from './s3.ts';
import { verifies } from '../setup/verifies.ts';

/** Every real component starts on loopback, answers, and is gone after its stop. */

// A Java program on a busy machine takes its time to start.

const portOf = (url: string): number => Number(new URL(url).port);

/** The whole answer to one command in Redis' plain protocol. */
const say = async (port: number, command: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end(`${command}\r\nQUIT\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
};

verifies('foundation.habits.components', 'Redis keeps what it was given over a kill', async () => {
  const redis = await startRedis();
  const port = portOf(redis.url);
  try {
    await expect(say(port, 'SET a 1')).resolves.toContain('+OK');
    // The file is written at every command and synced each second: a kill loses nothing that was written.
    await redis.kill();
    await expect(listens(port)).resolves.toBe(false);
    await redis.restart();
    await expect(say(port, 'GET a')).resolves.toContain('$1\r\n1\r\n');
  } finally {
    await redis.stop();
  }
  await expect(listens(port)).resolves.toBe(false);
});

verifies('foundation.habits.components', 'Kafka listens as broker and is gone after its stop', async () => {
  const kafka = await startKafka();
  const port = portOf(`kafka://${kafka.brokers[0]}`);
  await expect(listens(port)).resolves.toBe(true);
  await kafka.stop();
  await expect(listens(port)).resolves.toBe(false);
});

verifies('foundation.habits.components', 'the S3 server refuses who does not sign', async () => {
  const s3 = await startS3();
  try {
    const answer = await fetch(`${s3.endpoint}/some-bucket`, { method: 'PUT' });
    expect(answer.status).toBe(403);
  } finally {
    await s3.stop();
  }
  await expect(listens(portOf(s3.endpoint))).resolves.toBe(false);
});

verifies(
  'foundation.habits.components',
  "Debian's PostgreSQL 15 gives the hub a role that is no superuser",
  async () => {
    const server = await startPostgres15();
    const client = new pg.Client({ connectionString: server.url });
    try {
      await client.connect();
      const { rows } = await client.query<{ version: string; superuser: string }>(
        "select current_setting('server_version') as version, current_setting('is_superuser') as superuser",
      );
      expect(rows[0]?.version).toMatch(/^15\./);
      expect(rows[0]?.superuser).toBe('off');
    } finally {
      await client.end();
      await server.stop();
    }
  },
);

verifies('foundation.habits.components', 'Chromium runs the scripts of a page', async () => {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    await page.setContent('<p>before</p><script>document.querySelector("p").textContent = "after"</script>');
    await expect(page.textContent('p')).resolves.toBe('after');
  } finally {
    await browser.close();
  }
});
