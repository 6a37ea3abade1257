// slow: starts a hub
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { joinHub, type HubPerson } from '../setup/people.ts';

let hub: TestHub;
let flows: FlowsOver;
let ann: HubPerson;
/** What the flow has sent out, as a mail would be. */
const mails: { link: string }[] = [];
const post = createServer((incoming, response) => {
  let text = '';
  incoming.on('data', (data: Buffer) => (text += data.toString()));
  incoming.on('end', () => {
    mails.push(JSON.parse(text) as { link: string });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => post.listen(0, '127.0.0.1', resolve));
  hub = await startTestHub({ HUB_EGRESS_ALLOW: '127.0.0.1' });
  flows = flowsOver(hub);
  ann = await joinHub(hub, 'Ann', 'operator');
  await hub.request('PUT', '/api/groups', { body: { name: 'leads', members: [ann.userId] } });
});
afterAll(async () => {
  await hub.stop();
  post.close();
});

const byLink = (what: 'preview' | 'answer', body: object) =>
  hub.request('POST', `/api/approval/${what}`, { key: null, body });
const request = async (body: object = {}) => {
  const { json } = await hub.request('POST', '/api/approvals', {
    body: { question: 'By link?', details: 'Only for you', group: 'leads', link: true, ...body },
  });
  const { id, link } = json as { id: string; link: string };
  return { id, link, token: new URL(link).hash.slice(1) };
};
const stateOf = async (id: string) =>
  (await ann.ask('GET', `/api/approvals/${id}`)).json as Record<string, unknown>;

test('a flow sends the link out, and whoever has it answers once, with no account', async () => {
  const { port } = post.address() as AddressInfo;
  await flows.publish('mail', {
    tasks: `- ask:
    call: approvals.request
    with: { question: Ship it?, group: leads, link: true }
    export: { as: '\${ {id: .id} }' }
- send:
    call: http
    with: { method: post, endpoint: 'http://127.0.0.1:${port}/', body: { link: '\${ .link }' } }
- answer:
    listen: { to: { one: { with: { type: approval.answered, subject: '\${ $context.id }' } } } }`,
  });
  const { run } = await flows.run('mail', {}, '0');
  const { link } = await eventually(() => mails[0] ?? false);
  const token = new URL(link).hash.slice(1);
  expect(new URL(link).pathname).toBe('/approval');
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const preview = await byLink('preview', { token });
  expect(preview.json).toMatchObject({ state: 'open', asked: { question: 'Ship it?' } });
  expect((await byLink('answer', { token, choice: 'yes', note: 'go' })).json).toEqual({
    choice: 'yes',
    approved: true,
  });
  const { output } = await flows.until(run, 'completed');
  expect(output).toMatchObject([{ approved: true, choice: 'yes', by: 'link', byId: null, note: 'go' }]);
  // The link was in the run's data, and is in none of its rows.
  const { rows } = await hub.database.superuser.query<{ text: string }>(
    `select body as text from flow_journal where run_id = $1 union all
     select concat(input, output) from flow_runs where run_id = $1`,
    [run],
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.filter(({ text }) => text.includes(token))).toEqual([]);
});

test('the token is kept as its hash, and is in no log, event, audit entry or idempotency record', async () => {
  const key = 'the-same-question-twice';
  const ask = () =>
    hub.request('POST', '/api/approvals', {
      headers: { 'idempotency-key': key },
      body: { question: 'Once?', group: 'leads', link: true },
    });
  const [first, second] = [await ask(), await ask()];
  expect(second.json).toEqual(first.json);
  const token = new URL((first.json as { link: string }).link).hash.slice(1);
  await byLink('answer', { token, choice: 'yes' });
  const { rows } = await hub.database.superuser.query<{ text: string }>(
    `select a::text as text from approvals a union all select o::text from outbox o
     union all select e::text from audit_entries e union all select k::text from idempotency_keys k`,
  );
  const digest = createHash('sha256').update(token).digest('hex');
  expect(rows.some(({ text }) => text.includes(digest))).toBe(true);
  expect(rows.filter(({ text }) => text.includes(token))).toEqual([]);
  expect(hub.logged()).not.toContain(token);
});

test('looking at it answers nothing: neither by GET, nor by a preview', async () => {
  const { id, token } = await request();
  await hub.request('GET', `/approval?token=${token}`, { key: null });
  for (const path of ['/api/approval/answer', '/api/approval/preview'])
    expect((await hub.request('GET', `${path}?token=${token}&choice=yes`, { key: null })).status).toBe(405);
  for (let at = 0; at < 3; at++) expect((await byLink('preview', { token })).status).toBe(200);
  expect(await stateOf(id)).toMatchObject({ state: 'open' });
});

test('nothing else can be read through it, and a spent link shows not even the question', async () => {
  const { id, token } = await request();
  const { json } = await byLink('preview', { token });
  const { asked } = json as { asked: object };
  expect(Object.keys(asked).toSorted()).toEqual(['choices', 'details', 'expiresAt', 'question']);
  const bearer = { authorization: `Bearer ${token}` };
  expect((await hub.request('GET', `/api/approvals/${id}`, { key: null, headers: bearer })).status).toBe(401);
  await ann.ask('POST', `/api/approvals/${id}/answer`, { choice: 'no', note: 'between us' });
  expect((await byLink('preview', { token })).json).toEqual({ state: 'answered', asked: null });
  const late = await byLink('answer', { token, choice: 'yes' });
  expect(late.status).toBe(401);
  expect(late.text).not.toMatch(/Ann|between us|"no"/);
  expect(await stateOf(id)).toMatchObject({ choice: 'no', settledBy: { name: 'Ann' } });
});

test('it ends with the time of the question, and with taking it back', async () => {
  const short = await request({ timeout: 'PT1S' });
  await eventually(async () => expect(await stateOf(short.id)).toMatchObject({ state: 'expired' }));
  const back = await request();
  await hub.request('POST', `/api/approvals/${back.id}/cancel`, { body: {} });
  for (const { token } of [short, back])
    expect((await byLink('answer', { token, choice: 'yes' })).status).toBe(401);
  expect(await stateOf(back.id)).toMatchObject({ state: 'cancelled', choice: null });
});

test('two who use it at once answer once', async () => {
  const { id, token } = await request();
  const answers = await Promise.all(
    ['yes', 'no', 'yes', 'no'].map((choice) => byLink('answer', { token, choice })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const { rows } = await hub.database.superuser.query(
    "select from outbox where subject = $1 and type = 'approval.answered'",
    [id],
  );
  expect(rows).toHaveLength(1);
  const audit = await hub.database.superuser.query<{ actor: string; space_id: string }>(
    'select actor, space_id from audit_entries where target = $1 and action = $2',
    [id, 'approvals.answer'],
  );
  expect(audit.rows).toMatchObject([{ actor: 'link', space_id: expect.stringMatching(/^spc_/) }]);
});

test('a made-up token leads to nothing, and trying many of them is stopped', async () => {
  const statuses: number[] = [];
  for (let at = 0; at < 70; at++) {
    const token = Buffer.alloc(32, at).toString('base64url');
    const { status } = await (at % 2 === 0
      ? byLink('preview', { token })
      : byLink('answer', { token, choice: 'yes' }));
    statuses.push(status);
  }
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  expect(statuses.at(-1)).toBe(429);
});
