// slow: starts a hub
import { afterAll, beforeAll, expect } from '@jest/globals';
import { eventually } from '../setup/eventually.ts';
import { flowsOver, type FlowsOver } from '../setup/flows.ts';
import { startTestHub, type TestHub } from '../setup/hub.ts';
import { joinHub, type HubPerson } from '../setup/people.ts';
import { verifies } from '../setup/verifies.ts';

interface Approval {
  readonly id: string;
  readonly state: string;
  readonly question: string;
  readonly note: string | null;
}

let hub: TestHub;
let flows: FlowsOver;
let ann: HubPerson;
beforeAll(async () => {
  hub = await startTestHub();
  flows = flowsOver(hub);
  ann = await joinHub(hub, 'Ann', 'operator');
  const body = { name: 'leads', members: [ann.userId] };
  expect((await hub.request('PUT', '/api/groups', { body })).status).toBe(200);
});
afterAll(() => hub.stop());

const approvals = async (): Promise<Approval[]> =>
  ((await ann.ask('GET', '/api/approvals')).json as { items: Approval[] }).items;
const asked = (question: string): Promise<Approval> =>
  eventually(async () => (await approvals()).find((one) => one.question === question) ?? false);
const stateOf = async (id: string): Promise<Approval> =>
  (await ann.ask('GET', `/api/approvals/${id}`)).json as Approval;

const asking = (question: string): string => `- ask:
    call: approvals.request
    with: { question: '${question}', group: leads }
    export: { as: '\${ $context + {id: .id} }' }
- answer: { listen: { to: { one: { with: { type: approval.answered, subject: '\${ $context.id }' } } } } }`;

verifies(
  'flows.approvals.taken-back',
  'a run that is cancelled takes back what it has asked, and what the sub-flows have that it waited for',
  async () => {
    await flows.publish('inner', { tasks: asking('Inner?') });
    await flows.publish('beside', { tasks: asking('Beside?') });
    await flows.publish('outer', {
      tasks: `- both:
    fork:
      branches:
        - sub: { run: { workflow: { namespace: test, name: inner, version: latest } } }
        - aside: { run: { await: false, workflow: { namespace: test, name: beside, version: latest } } }
        - own:
            do:
              ${asking('Outer?').replaceAll('\n', '\n              ')}`,
    });
    await flows.publish('other', { tasks: asking('Another?') });
    const { run } = await flows.run('outer', {}, '0');
    const { run: untouched } = await flows.run('other', {}, '0');
    const [inner, outer, another] = [await asked('Inner?'), await asked('Outer?'), await asked('Another?')];
    const beside = await asked('Beside?');
    const body = { reason: 'The customer has left.' };
    expect((await hub.request('POST', `/api/runs/${run}/cancel`, { body })).status).toBe(200);
    await flows.until(run, 'cancelled');
    for (const { id } of [inner, outer])
      await eventually(async () => expect((await stateOf(id)).state).toBe('cancelled'));
    expect((await stateOf(outer.id)).note).toBe('The run was cancelled: The customer has left.');
    const late = await ann.ask('POST', `/api/approvals/${outer.id}/answer`, { choice: 'yes' });
    expect(late.status).toBe(409);
    const { rows } = await hub.database.superuser.query<{ type: string }>(
      'select type from outbox where subject = $1 order by seq',
      [outer.id],
    );
    expect(rows.map(({ type }) => type)).toEqual(['approval.requested', 'approval.cancelled']);
    // Nobody waits for what it began and went on without: that is on its own.
    for (const { id } of [another, beside]) expect((await stateOf(id)).state).toBe('open');
    await flows.act(untouched, 'cancel');
    await flows.until(untouched, 'cancelled');
    expect(await stateOf(another.id)).toMatchObject({ state: 'cancelled', note: 'The run was cancelled.' });
  },
);

verifies(
  'flows.approvals.taken-back',
  'a question that was answered, or whose run only failed, stays as it is',
  async () => {
    await flows.publish('fails', {
      tasks: `- ask: { call: approvals.request, with: { question: 'Failed?', group: leads } }
- stop: { raise: { error: { type: https://example.com/bad, status: 400 } } }`,
    });
    const { run } = await flows.run('fails', {});
    expect((await flows.get(run)).status).toBe('faulted');
    expect((await asked('Failed?')).state).toBe('open');

    await flows.publish('answered', {
      tasks: `${asking('Answered?')}\n- rest: { wait: { minutes: 10 } }`,
    });
    const { run: waits } = await flows.run('answered', {}, '0');
    const { id } = await asked('Answered?');
    expect((await ann.ask('POST', `/api/approvals/${id}/answer`, { choice: 'yes' })).status).toBe(200);
    await flows.act(waits, 'cancel');
    await flows.until(waits, 'cancelled');
    expect((await stateOf(id)).state).toBe('answered');
  },
);
