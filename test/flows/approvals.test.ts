// slow: starts a hub, and waits until questions are out of time
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { joinHub, type HubPerson } from '../setup/people.ts';

interface Approval {
  readonly id: string;
  readonly state: string;
  readonly question: string;
  readonly mine: boolean;
  readonly run: { run: string; flow: string } | null;
}

let hub: TestHub;
let flows: FlowsOver;
let ann: HubPerson;
let bob: HubPerson;
let eve: HubPerson;
beforeAll(async () => {
  hub = await startTestHub();
  flows = flowsOver(hub);
  ann = await joinHub(hub, 'Ann', 'operator');
  bob = await joinHub(hub, 'Bob', 'viewer');
  eve = await joinHub(hub, 'Eve', 'admin');
  const members = [ann.userId, bob.userId];
  expect((await hub.request('PUT', '/api/groups', { body: { name: 'leads', members } })).status).toBe(200);
  const text = readFileSync(`${import.meta.dirname}/../../flows/library/approval.yaml`, 'utf8');
  expect((await hub.request('POST', '/api/flows', { body: { text } })).json).toMatchObject({ problems: [] });
  expect((await hub.request('POST', '/api/flows/approval/publish', { body: {} })).status).toBe(200);
});
afterAll(() => hub.stop());

const listed = async (query = '', as = ann) =>
  ((await as.ask('GET', `/api/approvals?${query}`)).json as { items: Approval[] }).items;
const asked = (question: string): Promise<Approval> =>
  eventually(async () => (await listed()).find((one) => one.question === question) ?? false);
const request = async (body: object) => {
  const { status, json } = await hub.request('POST', '/api/approvals', { body: { group: 'leads', ...body } });
  expect(status).toBe(201);
  return json as { id: string; link: string | null };
};
const answer = (as: HubPerson, id: string, given: { choice?: string; note?: string } = {}) =>
  as.ask('POST', `/api/approvals/${id}/answer`, { choice: 'yes', ...given });
const eventsOf = async (id: string) => {
  const { rows } = await hub.database.superuser.query<{ type: string; data: Record<string, unknown> }>(
    'select type, data from outbox where subject = $1 order by seq',
    [id],
  );
  return rows;
};

test('a flow asks through the library, a member of the group answers, and the flow goes on with it', async () => {
  await flows.publish('refund', {
    tasks: `- decision:
    run: { workflow: { namespace: library, name: approval, version: latest, input: { question: 'Refund 80 euros?', group: leads, details: 'Order **AB-1**' } } }
- done: { set: { refunded: '\${ .approved }', by: '\${ .by }', note: '\${ .note }' } }`,
  });
  const { run } = await flows.run('refund', {}, '0');
  const question = await asked('Refund 80 euros?');
  expect(question).toMatchObject({ state: 'open', mine: true, run: { flow: 'approval' } });
  expect((await flows.get(question.run?.run ?? '')).status).toMatch(/running|waiting/);
  // What a sub-flow asks is waited for by its parent too.
  const of = async (id: string) => (await listed(`run=${id}`)).map((one) => one.id);
  expect(await of(run)).toEqual([question.id]);
  expect(await of(question.run?.run ?? '')).toEqual([question.id]);
  const { run: another } = await flows.run('refund', {}, '0');
  await eventually(async () => expect(await of(another)).toHaveLength(1));
  expect(await of(run)).toEqual([question.id]);
  await flows.act(another, 'cancel');
  const detail = await ann.ask('GET', `/api/approvals/${question.id}`);
  expect(detail.json).toMatchObject({ details: 'Order **AB-1**', group: { name: 'leads', deleted: false } });
  expect((await answer(ann, question.id, { note: 'fine' })).json).toMatchObject({
    ...{ state: 'answered', choice: 'yes', approved: true, note: 'fine' },
    settledBy: { id: ann.userId, name: 'Ann' },
  });
  const { output } = await flows.until(run, 'completed');
  expect(output).toEqual({ refunded: true, by: 'Ann', note: 'fine' });
  expect((await eventsOf(question.id)).map(({ type }) => type)).toEqual([
    'approval.requested',
    'approval.answered',
  ]);
});

test('the flow of the examples, which listens by itself, hears the answer too', async () => {
  await flows.publish('as-shown', {
    tasks: `- ask:
    call: approvals.request
    with: { question: '\${ .question }', group: '\${ .group }' }
    export: { as: '\${ $context + {approvalId: .id} }' }
- answer:
    listen: { to: { one: { with: { type: approval.answered, subject: '\${ $context.approvalId }' } } } }
    timeout: { after: { minutes: 15 } }`,
  });
  const { run } = await flows.run('as-shown', { question: 'As shown?', group: 'leads' }, '0');
  const { id } = await asked('As shown?');
  await answer(bob, id, { choice: 'no', note: 'too much' });
  const { output } = await flows.until(run, 'completed');
  expect(output).toMatchObject([{ approved: false, choice: 'no', by: 'Bob', note: 'too much' }]);
});

test('nobody answers in time: the flow goes on with a no, and an answer is late', async () => {
  const { run } = await flows.run(
    'approval',
    { question: 'In a second?', group: 'leads', timeout: 'PT1S' },
    '0',
  );
  const { id } = await asked('In a second?');
  const { output } = await flows.until(run, 'completed');
  expect(output).toEqual({ approved: false, choice: null, by: null, note: 'Nobody answered in time.' });
  const late = await answer(ann, id);
  expect(late.status).toBe(409);
  expect(late.text).toContain('The time for an answer is over');
  expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['approval.requested', 'approval.expired']);
  expect(await listed('state=expired')).toMatchObject([{ id }]);
});

test('a question that is taken back is a no; it needs no answer any more', async () => {
  const { run } = await flows.run('approval', { question: 'Still?', group: 'leads' }, '0');
  const { id } = await asked('Still?');
  expect((await bob.ask('POST', `/api/approvals/${id}/cancel`, {})).status).toBe(403);
  await hub.request('POST', `/api/approvals/${id}/cancel`, { body: { reason: 'The customer called.' } });
  const { output } = await flows.until(run, 'completed');
  expect(output).toMatchObject({ approved: false, by: null, note: 'The customer called.' });
  expect((await answer(ann, id)).text).toContain('taken back');
});

test('of many who answer at once one is first, and the others are told who', async () => {
  const { id } = await request({ question: 'Who is first?' });
  const answers = await Promise.all(
    [ann, bob, ann, bob, ann, bob].map((one, at) => answer(one, id, { choice: at % 2 === 0 ? 'yes' : 'no' })),
  );
  const [first, ...more] = answers.filter(({ status }) => status === 200);
  expect(more).toEqual([]);
  const by = (first?.json as { settledBy: { name: string } }).settledBy.name;
  for (const late of answers.filter(({ status }) => status !== 200)) {
    expect(late.status).toBe(409);
    expect(late.text).toContain(`${by} was first and has answered`);
  }
  const told = (await eventsOf(id)).filter(({ type }) => type === 'approval.answered');
  expect(told).toHaveLength(1);
  expect(told[0]?.data).toMatchObject({ by, byId: by === 'Ann' ? ann.userId : bob.userId });
});

test('whoever is not in the group cannot answer, whatever they may do else; nor can programs', async () => {
  const { id } = await request({ question: 'For leads only?' });
  const refused = await answer(eve, id);
  expect(refused.status).toBe(403);
  expect(refused.text).toContain('members of the group');
  const byKey = await hub.request('POST', `/api/approvals/${id}/answer`, { body: { choice: 'yes' } });
  expect(byKey.status).toBe(403);
  await hub.request('DELETE', `/api/groups/leads/members/${bob.userId}`);
  expect((await answer(bob, id)).status).toBe(403);
  await hub.request('PUT', `/api/groups/leads/members/${bob.userId}`, { body: {} });
  expect((await answer(bob, id)).status).toBe(200);
});

test('an event from outside cannot answer for people', async () => {
  const { id } = await request({ question: 'Forged?' });
  const event = { type: 'approval.answered', source: '/app-connect', subject: id, data: { approved: true } };
  const { status, text } = await hub.request('POST', '/api/events', { body: event });
  expect(status).toBe(400);
  expect(text).toContain('told by the hub alone');
  expect(await eventsOf(id)).toHaveLength(1);
});

test('choices of its own: what they are called, and which of them is a yes', async () => {
  const choices = [
    { choice: 'refund', approves: true },
    { choice: 'voucher', label: 'A voucher', approves: true },
    { choice: 'nothing' },
  ];
  const { id } = await request({ question: 'What do they get?', choices });
  const wrong = await answer(ann, id);
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('refund');
  expect((await answer(ann, id, { choice: 'voucher' })).json).toMatchObject({
    choice: 'voucher',
    approved: true,
  });
});

test('a question stays with its group when that gets another name, and outlives it', async () => {
  const members = [ann.userId];
  await hub.request('PUT', '/api/groups', { body: { name: 'night', members } });
  const { id } = await request({ question: 'Tonight?', group: 'night' });
  await hub.request('PUT', '/api/groups', { body: { name: 'night', newName: 'Late shift' } });
  expect((await listed('group=late%20shift')).map((one) => one.id)).toEqual([id]);
  await hub.request('DELETE', '/api/groups/Late%20shift');
  expect((await ann.ask('GET', `/api/approvals/${id}`)).json).toMatchObject({
    ...{ state: 'open', mine: false },
    group: { name: 'night', deleted: true },
  });
  expect((await answer(ann, id)).status).toBe(403);
});

test('what is asked can be looked for by state, group and words; one is told how many wait', async () => {
  const { id } = await request({ question: 'Where is the needle?' });
  expect((await listed('q=needle')).map((one) => one.id)).toEqual([id]);
  expect(await listed('q=needle&state=answered')).toEqual([]);
  expect((await listed('state=open&mine=true')).map((one) => one.id)).toContain(id);
  expect(await listed('mine=true', eve)).toEqual([]);
  const open = async (as: HubPerson) => (await as.ask('GET', '/api/approvals/count')).json;
  const before = (await open(ann)) as { open: number };
  expect(before.open).toBeGreaterThan(0);
  expect(await open(eve)).toEqual({ open: 0 });
  await answer(ann, id);
  expect(await open(ann)).toEqual({ open: before.open - 1 });
});

test('a group that does not exist is refused before the flow is published, and by a run with what to do', async () => {
  const text = `document: { dsl: '1.0.3', namespace: test, name: misspelt, version: '1.0.0' }
do:
  - ask:
      call: approvals.request
      with: { question: Really?, group: leeds }
`;
  const saved = await hub.request('POST', '/api/flows', { body: { text } });
  expect(saved.json).toMatchObject({
    problems: [{ line: 5, message: 'There is no group "leeds" in this space. Did you mean "leads"?' }],
  });
  expect((await hub.request('POST', '/api/flows/misspelt/publish', { body: {} })).status).toBe(422);
  const { status, error } = await flows.run('approval', { question: 'Really?', group: 'leeds' });
  expect(status).toBe('faulted');
  expect(error).toMatchObject({ status: 400, detail: expect.stringContaining('Did you mean "leads"?') });
  expect(await listed('q=Really')).toEqual([]);
});

test('a group that nobody is in is no group to ask', async () => {
  await hub.request('PUT', '/api/groups', { body: { name: 'empty' } });
  const body = { question: 'Anybody?', group: 'empty' };
  const { status, text } = await hub.request('POST', '/api/approvals', { body });
  expect(status).toBe(409);
  expect(text).toContain('has no members');
  expect((await hub.request('POST', '/api/approvals', { body: { ...body, link: true } })).status).toBe(201);
});

test.each([
  { question: ' ' },
  { timeout: 'PT0S' },
  { timeout: 'soon' },
  { timeout: 'P2Y' },
  { choices: [{ choice: 'yes', approves: true }] },
  { choices: [{ choice: 'yes' }, { choice: 'yes' }] },
  { details: 'x'.repeat(70_000) },
])('what makes no question is refused with its place: %j', async (wrong) => {
  const { status, json } = await hub.request('POST', '/api/approvals', {
    body: { question: 'Fine?', group: 'leads', ...wrong },
  });
  expect(status).toBe(400);
  const [problem] = (json as { errors: { path: string }[] }).errors;
  expect(problem?.path).toContain(Object.keys(wrong)[0]);
});
