// slow: a whole hub, and what it talks to
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../setup/eventually.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { verifies } from '../setup/verifies.ts';

let hub: TestHub;
const sockets: WebSocket[] = [];
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await hub.stop();
});

interface Heard {
  readonly messages: { type: string; event?: { type: string; subject: string } }[];
  readonly outcome: Promise<number>;
  closedWith: number | undefined;
}

/** Opens a socket; the outcome is 101 when it stands, else the status of the refusal. */
const listen = (headers: Record<string, string>, path = '/api/live'): Heard => {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}${path}`, { headers });
  sockets.push(socket);
  const heard: Heard = {
    messages: [],
    closedWith: undefined,
    outcome: new Promise((resolve) => {
      socket.on('open', () => resolve(101));
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => resolve(0));
    }),
  };
  socket.on('message', (data: Buffer) =>
    heard.messages.push(JSON.parse(data.toString()) as Heard['messages'][number]),
  );
  socket.on('close', (code) => (heard.closedWith = code));
  return heard;
};

const withKey = (key: string) => ({ authorization: `Bearer ${key}` });

verifies(
  'foundation.ui.live',
  'what changes in a space is told to those who may see it, and to nobody else',
  async () => {
    const owner = listen(withKey(hub.key));
    const narrow = listen(withKey(await hub.makeKey(['space.read'])));
    expect(await owner.outcome).toBe(101);
    expect(await narrow.outcome).toBe(101);
    await eventually(() => owner.messages.some((message) => message.type === 'hello'));
    await hub.makeKey(['space.read']);
    await eventually(() => owner.messages.some((message) => message.event?.type === 'key.created'));
    const changed = await hub.request('PATCH', '/api/space', { body: { name: 'Renamed' } });
    expect(changed.status).toBe(200);
    await eventually(() => narrow.messages.some((message) => message.event?.type === 'space.changed'));
    expect(narrow.messages.filter((message) => message.event?.type === 'key.created')).toEqual([]);
  },
);

test('that the audit trail has grown is told to those who may read it, and to nobody else', async () => {
  const auditor = listen(withKey(await hub.makeKey(['audit.read'])));
  const narrow = listen(withKey(await hub.makeKey(['space.read'])));
  expect(await auditor.outcome).toBe(101);
  expect(await narrow.outcome).toBe(101);
  await eventually(async () => {
    // A write that leaves an audit entry, and with it a message that both may see in the one space.
    await hub.request('PATCH', '/api/space', { body: { name: 'Renamed again' } });
    return auditor.messages.some((message) => message.event?.type === 'audit.appended');
  });
  await hub.request('PATCH', '/api/space', { body: { name: 'Renamed at last' } });
  await eventually(() => narrow.messages.some((message) => message.event?.type === 'space.changed'));
  expect(narrow.messages.filter((message) => message.event?.type === 'audit.appended')).toEqual([]);
  expect(auditor.messages.filter((message) => message.event?.type === 'space.changed')).toEqual([]);
});

verifies(
  'foundation.http.websocket-auth',
  'without sign-in, or from a foreign page, there is no socket',
  async () => {
    const cookie = await hub.signIn();
    expect(await listen({}).outcome).toBe(403);
    expect(await listen({ origin: hub.url }).outcome).toBe(401);
    expect(await listen(withKey('hub_0123456789012345678901234567890123456789')).outcome).toBe(401);
    expect(await listen({ cookie, origin: 'https://evil.example' }, '/api/live?space=default').outcome).toBe(
      403,
    );
    expect(await listen({ cookie, origin: hub.url }, '/api/live?space=nowhere').outcome).toBe(404);
    expect(await listen({ cookie, origin: hub.url }, '/api/live').outcome).toBe(400);
    expect(await listen(withKey(hub.key), '/elsewhere').outcome).toBe(404);
    expect(await listen({ cookie, origin: hub.url }, '/api/live?space=default').outcome).toBe(101);
  },
);

test('a socket ends soon after its key was revoked', async () => {
  const made = (
    await hub.request('POST', '/api/keys', { body: { name: 'short-lived', permissions: ['space.read'] } })
  ).json as {
    key: { id: string };
    secret: string;
  };
  const heard = listen(withKey(made.secret));
  expect(await heard.outcome).toBe(101);
  await hub.request('DELETE', `/api/keys/${made.key.id}`);
  await eventually(() => heard.closedWith === 4401);
});
