// slow: starts two hubs
import { expect, test } from '@jest/globals';
import { startTestHub } from '../setup/hub.ts';
import { startUpstream } from '../setup/upstream.ts';
import type { FlowCatalogue, FoundOperation } from '../../core/flow-ports.ts';
import { openChat } from '../../flows/suggest/chat.ts';
import { suggestFlow, type Suggestion } from '../../flows/suggest/suggest.ts';
import { openLog } from '../../platform/log.ts';
import { createEgress } from '../../platform/egress/egress.ts';
import { verifies } from '../setup/verifies.ts';

verifies('editor.suggest.limits', 'says what to set, and how often it may be asked', async () => {
  const body = { words: 'Send a message' };
  const without = await startTestHub();
  const answer = await without.request('POST', '/api/flow-suggestions', { body });
  expect([answer.status, (answer.json as { code: string }).code]).toEqual([501, 'not_configured']);
  expect(answer.text).toContain('HUB_LLM_URL');
  expect((await without.request('GET', '/api/flow-suggestions')).json).toEqual({ available: false });
  await without.stop();

  const model = await startUpstream((_, response) => response.end('{}'));
  const hub = await startTestHub({ HUB_LLM_URL: model.origin, HUB_LLM_MODEL: 'a-model' });
  expect((await hub.request('GET', '/api/flow-suggestions')).json).toEqual({ available: true });
  const codes: unknown[] = [];
  for (let turn = 0; turn < 11; turn += 1)
    codes.push(
      ((await hub.request('POST', '/api/flow-suggestions', { body })).json as { code: string }).code,
    );
  expect(codes.at(-1)).toBe('rate_limited');
  expect(new Set(codes.slice(0, 10))).toEqual(new Set(['suggestion_failed']));
  await hub.stop();
  await model.stop();
});

/** Through the model's own wire, with nothing else of a hub. */
const suggestBy = async (
  answer: Answer,
  { answerMs = 20_000, offered = [] }: { answerMs?: number; offered?: readonly FoundOperation[] } = {},
): Promise<Suggestion> => {
  const model = await startUpstream(answer);
  const egress = createEgress({
    ...{ allow: [], log: openLog({ level: 'silent' }), trustedOrigins: [model.origin] },
  });
  const settings = { url: model.origin, key: 'sk-of-a-test', model: 'm' };
  try {
    return await suggestFlow(
      { chat: openChat({ settings, egress, answerMs }), search: { find: async () => offered }, catalogue },
      { spaceId: 'spc_1', name: 'draft', words: 'Say hello', signal: AbortSignal.timeout(120_000) },
    );
  } finally {
    await egress.close();
    await model.stop();
  }
};
type Answer = Parameters<typeof startUpstream>[0];

/** A space that has nothing. */
const catalogue: FlowCatalogue = {
  operation: async () => null,
  near: async () => [],
  connection: async () => false,
  secret: async () => false,
  variables: async () => [],
  groups: async () => [],
  flow: async (_space, { name }) => name === 'ship' || name === 'draft',
};

const saying =
  (content: string): Answer =>
  (_, response) =>
    response.end(JSON.stringify({ choices: [{ message: { content } }] }));
const draft = (tasks: string): string =>
  `\`\`\`yaml\ndocument: { dsl: '1.0.3', namespace: default, name: draft, version: '0.1.0' }\ndo:\n${tasks}\n\`\`\``;

test('where nothing fits the words, a draft calls nothing', async () => {
  const { text, problems, notes } = await suggestBy(saying(draft('  - say: { set: { text: hello } }')));
  expect(problems).toEqual([]);
  expect(notes.map(({ code }) => code)).toEqual(['none_found']);
  expect(text).toContain('say:');
});

test('of a flow that is offered the version in use is run, and no other; and none runs itself', async () => {
  const flow = (name: string): FoundOperation => ({
    ...{ name: `flow.${name}`, title: name, description: '', input: {}, readOnly: false, connections: [] },
    flow: { namespace: 'team', name },
  });
  const run = (name: string, version: string): Answer =>
    saying(draft(`  - go: { run: { workflow: { namespace: team, name: ${name}, version: ${version} } } }`));
  const offered = [flow('ship'), flow('draft')];
  const { notes, problems } = await suggestBy(run('ship', 'latest'), { offered });
  expect(problems).toEqual([]);
  expect(notes.find(({ code }) => code === 'operations')?.names).toEqual(['flow.ship']);
  for (const [name, version] of [
    ['ship', "'0.9.0'"],
    ['draft', 'latest'],
    ['other', 'latest'],
  ] as const)
    await expect(suggestBy(run(name, version), { offered })).rejects.toMatchObject({
      code: 'suggestion_failed',
    });
});

test.each<[string, Answer, string]>([
  ['nonsense', saying('I am a teapot.'), 'suggestion_failed'],
  ['nothing', saying(''), 'suggestion_failed'],
  ['no JSON', (_, response) => response.end('hello'), 'suggestion_failed'],
  ['another shape', (_, response) => response.end('{"choices":[]}'), 'suggestion_failed'],
  [
    'too long a flow',
    saying(draft(`  - a: { set: { text: '${'x'.repeat(200_000)}' } }`)),
    'suggestion_failed',
  ],
  ['too much altogether', saying('x'.repeat(600 * 1024)), 'egress_too_large'],
])('%s is refused as what it is', async (_, answer, code) => {
  await expect(suggestBy(answer)).rejects.toMatchObject({ code });
});

test('what a model says when it refuses is not repeated: it may hold the key', async () => {
  const refused = suggestBy((_, response) => {
    response.statusCode = 401;
    response.end('sk-of-a-test is wrong');
  });
  await expect(refused).rejects.toMatchObject({
    code: 'upstream_failed',
    message: expect.not.stringContaining('sk-of'),
  });
});

test('one that never answers is given up', async () => {
  await expect(suggestBy(() => undefined, { answerMs: 300 })).rejects.toMatchObject({
    code: 'egress_timeout',
  });
});
