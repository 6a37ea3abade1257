import { expect, test } from '@jest/globals';
import { openHeartbeat } from '../../../mcp-servers/serve/heartbeat.ts';
import { openHeldCalls, type Step, type Turn } from '../../../mcp-servers/serve/held-calls.ts';
import type { Exchange, Question, Values } from '../../../mcp-servers/serve/offer.ts';

const ask = (message: string): Question => ({ method: 'elicitation/create', params: { message } });

const turnOf = (answers?: Readonly<Record<string, Values>>): Turn => ({
  asked: {
    ...{ method: 'tools/call', params: {}, context: undefined, meta: {}, envelope: {}, answers },
    ...{ state: undefined, signal: new AbortController().signal },
    ...{ notify: () => undefined, log: () => undefined, ask: async () => ({}) },
  },
  ...{ principal: 'ada', requestId: 'req_1', clientCapabilities: { elicitation: {} } },
  exchange: { progress: () => undefined, log: () => undefined },
});

const waitingOf = (step: Step | undefined) => {
  if (step?.kind !== 'asks') throw new Error('nothing is asked');
  return step;
};

test('what comes up while a question is out is asked with the next request', async () => {
  const heartbeat = openHeartbeat(60_000, () => 0);
  const calls = openHeldCalls({ heartbeat, monotonic: () => 0, newId: () => 'call_1' });
  const later = Promise.withResolvers<void>();
  const run = async ({ ask: put }: Exchange) => {
    const second = later.promise.then(() => put(ask('Second?')));
    const answers = await Promise.all([put(ask('First?')), second]);
    return { kind: 'complete', result: { answers } } as const;
  };
  const first = waitingOf(await calls.begin(turnOf(), run));
  expect(Object.keys(first.questions)).toEqual(['question_1']);
  later.resolve();
  await new Promise(setImmediate);
  const yes = { action: 'accept', content: { n: 1 } };
  const second = waitingOf(await calls.resume(turnOf({ question_1: yes }), first.waiting));
  expect(second.questions).toEqual({ question_2: ask('Second?') });
  const no = { action: 'decline' };
  expect(await calls.resume(turnOf({ question_2: no }), second.waiting)).toEqual({
    kind: 'over',
    outcome: { kind: 'complete', result: { answers: [yes, no] } },
  });
  // Neither somebody else nor an old round gets at it.
  expect(calls.resume(turnOf({ question_2: no }), second.waiting)).toBeUndefined();
  calls.close();
  heartbeat.close();
});

test('a call that waits is resumed by nobody but whoever began it', async () => {
  const heartbeat = openHeartbeat(60_000, () => 0);
  const calls = openHeldCalls({ heartbeat, monotonic: () => 0, newId: () => 'call_1' });
  const { waiting } = waitingOf(
    await calls.begin(turnOf(), async (one) => ({ kind: 'complete', result: await one.ask(ask('Well?')) })),
  );
  const yes = { question_1: { action: 'accept' } };
  expect(calls.resume({ ...turnOf(yes), principal: 'bob' }, waiting)).toBeUndefined();
  expect(calls.resume(turnOf(yes), { ...waiting, round: 2 })).toBeUndefined();
  expect(await calls.resume(turnOf(yes), waiting)).toMatchObject({ kind: 'over' });
  calls.close();
  heartbeat.close();
});
